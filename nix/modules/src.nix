# `imp.src`: files as flake outputs.
{
  config,
  impContext,
  lib,
  ...
}:
let
  inherit (lib) mkDefault mkOption types;
  cfg = config.imp;
  checks = import ./option-checks.nix { inherit lib; };
  outputs = import ./outputs-tree.nix { inherit config impContext lib; };
in
{
  options.imp = {
    src = mkOption {
      type = types.nullOr types.path;
      default = null;
      apply = checks.directory "imp.src";
      example = lib.literalExpression "../outputs";
      description = ''
        The outputs tree: the path of a file is the flake output that it gives, so that
        `nixosConfigurations/server.nix` is `nixosConfigurations.server`. Files are values, or functions
        of `lib`, `self`, `inputs`, `config`, `systems`, `imp`, and the registry and `exports` where there
        are any. `systems.nix` gives `systems`.
      '';
    };

    perSystemDir = mkOption {
      type = types.str;
      default = "perSystem";
      example = "per-system";
      description = ''
        The directory in `imp.src` whose entries are `perSystem` options. Files in it also get `pkgs`,
        `system`, `self'` and `inputs'`.
      '';
    };
  };

  config = lib.mkIf (cfg.src != null) {
    # The flake's own list wins, if it has one.
    systems = lib.mkIf (outputs.groups ? systems) (
      (lib.mkDefinition or (definition: definition.value)) {
        file = lib.concatStrings (outputs.fileOf "systems" null);
        value = mkDefault (outputs.tree (removeAttrs impContext.flakeArgs [ "systems" ])).systems;
      }
    );
  };
}
