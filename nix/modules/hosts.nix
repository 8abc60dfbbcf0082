# `imp.hosts`: NixOS systems from `__host`.
{ impContext, lib, ... }:
let
  inherit (lib) mkOption types;
  checks = import ./option-checks.nix { inherit lib; };
in
{
  options.imp.hosts = {
    enable = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = "Whether files with `__host` become `nixosConfigurations`.";
    };

    sources = mkOption {
      type = types.either types.path (types.listOf types.path);
      default = impContext.sources;
      apply = checks.sources "imp.hosts.sources";
      defaultText = lib.literalExpression "[ imp.src imp.registry.src ] ++ imp.scan.src";
      example = lib.literalExpression "[ ../registry/hosts ]";
      description = "Where to read `__host`.";
    };

    defaults = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
      example = {
        system = "x86_64-linux";
        stateVersion = "24.05";
      };
      description = "Fields of `__host` for hosts that do not have them.";
    };
  };
}
