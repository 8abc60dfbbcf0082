# `imp.registry`: the tree as names.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  checks = import ./option-checks.nix { inherit lib; };

  # What files get besides.
  taken = [
    "config"
    "exports"
    "imp"
    "inputs"
    "inputs'"
    "lib"
    "options"
    "pkgs"
    "self"
    "self'"
    "system"
    "systems"
  ];
in
{
  options.imp.registry = {
    src = mkOption {
      type = types.nullOr types.path;
      default = null;
      apply = checks.directory "imp.registry.src";
      example = lib.literalExpression "../registry";
      description = ''
        The directory that the registry names. Files and directories with `default.nix` are paths in
        it, other directories are sets.
      '';
    };

    name = mkOption {
      type = types.str;
      default = "registry";
      apply = checks.argument "imp.registry.name" taken;
      example = "nodes";
      description = "What the argument is called under which files get the registry.";
    };

    modules = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
      example = lib.literalExpression ''
        { "nixos.disko" = inputs.disko.nixosModules.default; }
      '';
      description = ''
        Modules put at names over the registry. A dotted name and nested sets mean the same; a module
        that is a plain set without `imports`, `config` or `options` needs a dotted name, or it is taken
        for more names.
      '';
    };

    migratePaths = mkOption {
      type = types.either types.path (types.listOf types.path);
      default = [ ];
      apply = checks.existing "imp.registry.migratePaths";
      example = lib.literalExpression "[ ../outputs ../registry ]";
      description = ''
        The directories whose references imp-registry checks and rewrites. When empty, these are
        `imp.src` and `imp.registry.src`.
      '';
    };
  };
}
