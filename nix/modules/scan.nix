# `imp.scan`: more places for declarations.
{ lib, ... }:
let
  checks = import ./option-checks.nix { inherit lib; };
in
{
  options.imp.scan.src = lib.mkOption {
    type = lib.types.either lib.types.path (lib.types.listOf lib.types.path);
    default = [ ];
    apply = checks.sources "imp.scan.src";
    example = lib.literalExpression "[ ../modules ]";
    description = ''
      Directories and files to read `__inputs`, `__exports`, `__host` and `__outputs` in, besides `imp.src` and
      `imp.registry.src`.
    '';
  };
}
