# `imp.args`: more arguments for the files of the tree.
{ flake-parts-lib, lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.imp.args = mkOption {
    type = types.lazyAttrsOf types.raw;
    default = { };
    example = lib.literalExpression "{ domain = \"example.org\"; }";
    description = ''
      Arguments for every file of the outputs tree, over those that it gets anyway, and special
      arguments for the modules of hosts.
    '';
  };

  options.perSystem = flake-parts-lib.mkPerSystemOption {
    options.imp.args = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
      example = lib.literalExpression "{ unstable = inputs'.nixpkgs-unstable.legacyPackages; }";
      description = ''
        Arguments for the files below `perSystem`, over those of the flake's own `imp.args`.
      '';
    };
  };
}
