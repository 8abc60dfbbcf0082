# The programs with the configuration of the flake, as apps.
{
  config,
  flake-parts-lib,
  impContext,
  lib,
  options,
  self,
  ...
}:
let
  inherit (lib) mkOption types;
  ownFlake = import ./own-flake.nix { inherit lib self; };
  program = import ./program.nix;
  configuration = import ./configuration.nix {
    inherit
      config
      impContext
      lib
      options
      ;
  };

  asFile =
    pkgs: more:
    pkgs.writeText "imp.json" (
      builtins.toJSON (configuration // more // lib.optionalAttrs (ownFlake != { }) { self = ownFlake; })
    );

  # Beside the options, so that imp-fmt adds it to what `imp.toml` says as well.
  withParts = parts: lib.optionalAttrs (parts != { }) { formatterParts = parts; };

  descriptions = {
    imp-flake = "Write flake.nix from the inputs that files declare";
    imp-fmt = "Format the files of this flake";
    imp-registry = "Check and rename what files refer to by name";
    imp-vis = "Show what this flake consists of as a graph";
  };
in
{
  options.perSystem = flake-parts-lib.mkPerSystemOption (
    { config, pkgs, ... }:
    {
      options.imp = {
        configFile = mkOption {
          type = types.package;
          readOnly = true;
          default = asFile pkgs { };
          defaultText = lib.literalMD "the options as JSON, and as `self` by what this flake is known";
          example = lib.literalMD "not to be set";
          description = ''
            What the programs get as `--config`; imp-fmt gets the parts in `formatter.d` with it. They refuse to work
            on a flake in another directory of its repository than this one. All but imp-fmt refuse to write to one
            with another `flake.nix`, unless `-C` or `--root` names it.
          '';
        };

        # The tree may take a formatter from an input that imp-flake has yet to write, so the others do not look.
        fmtConfigFile = mkOption {
          type = types.package;
          readOnly = true;
          internal = true;
          default = asFile pkgs (withParts config.imp.formatterParts);
          defaultText = lib.literalMD "`configFile` with the parts of the outputs tree";
          example = lib.literalMD "not to be set";
          description = "What imp-fmt gets as `--config`.";
        };

        formatterParts = mkOption {
          type = types.raw;
          internal = true;
          default = { };
          example = lib.literalMD "not to be set";
          description = "Formatters and excludes of the outputs tree, where imp-fmt takes them.";
        };

        configuration = mkOption {
          type = types.raw;
          readOnly = true;
          internal = true;
          default = configuration;
          defaultText = lib.literalMD "the options as the programs read them";
          example = lib.literalMD "not to be set";
          description = "What `configFile` holds of the options.";
        };

        programs = mkOption {
          type = types.lazyAttrsOf types.package;
          readOnly = true;
          default = lib.mapAttrs (
            name: description:
            program {
              inherit name description pkgs;
              inherit (config.imp) package;
              configFile = if name == "imp-fmt" then config.imp.fmtConfigFile else config.imp.configFile;
            }
          ) descriptions;
          defaultText = lib.literalMD "`imp-flake`, `imp-registry`, `imp-vis` and `imp-fmt`";
          example = lib.literalMD "not to be set";
          description = "The programs, configured for this flake.";
        };
      };

      # Anything that a user calls the same wins.
      config.apps = lib.mapAttrs (
        name: description:
        lib.mkOverride 1200 {
          program = "${config.imp.programs.${name}}/bin/${name}";
          meta = { inherit description; };
        }
      ) descriptions;
    }
  );
}
