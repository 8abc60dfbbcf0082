# `imp.fmt`: imp-fmt as the formatter of the flake.
{
  config,
  impContext,
  inputs,
  lib,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.imp.fmt;
  checks = import ./option-checks.nix { inherit lib; };
  tree = import ./outputs-tree.nix { inherit config impContext lib; };

  settings = [
    "allowMissingFormatter"
    "failOnChange"
  ];

  formatter = types.submodule {
    options = {
      command = mkOption {
        type = types.either types.str types.path;
        # A program of the flake is seen from its root, as in `treefmt.toml`.
        apply =
          command:
          if builtins.isString command then
            command
          else
            "./${impContext.relative "imp.fmt.formatters.<name>.command" command}";
        example = "shfmt";
        description = ''
          The program to run, which each formatter needs: a name on the `PATH`, or a path; one of the flake, such as
          `./bin/format`, is seen from its root. `nix flake check` has no such `PATH`: parts in `formatter.d`, which get `pkgs`, can name
          the program of a package.
        '';
      };
      options = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "--write" ];
        description = "Arguments in front of the files.";
      };
      includes = mkOption {
        type = types.nonEmptyListOf types.str;
        example = [ "*.sh" ];
        description = "Globs of the files to format; each formatter needs some.";
      };
      excludes = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "vendor/**" ];
        description = "Globs of files to leave alone.";
      };
      priority = mkOption {
        type = types.int;
        default = 0;
        example = 1;
        description = "Where several formatters take a file, the one with the lowest goes first.";
      };
    };
  };
in
{
  options.imp.fmt = {
    enable = mkOption {
      type = types.bool;
      default = !tree.hasFormatter || (tree.hasFormatterParts && !inputs ? treefmt-nix);
      defaultText = lib.literalMD "`true`, unless the outputs tree has its own `formatter`; `formatter.d`, or a set in `formatter.nix`, is none without the input `treefmt-nix`";
      example = false;
      description = ''
        Whether `nix fmt` is imp-fmt, and `nix flake check` fails on a file that it would change. Where a module sets
        another `formatter`, that is what `nix fmt` runs, and there is no check unless this is `true` by hand.
      '';
    };

    excludes = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "vendor/**" ];
      description = "Globs of files that are not formatted.";
    };

    formatters = mkOption {
      type = types.attrsOf formatter;
      default = { };
      example = lib.literalExpression ''
        {
          shfmt = {
            command = "shfmt";
            options = [ "-w" ];
            includes = [ "*.sh" ];
          };
        }
      '';
      description = "Formatters for other languages than Nix, by name.";
    };

    settings = mkOption {
      type = types.attrsOf types.bool;
      default = { };
      apply = checks.named {
        known = settings;
        message = name: "there is no option `imp.fmt.settings.${name}`";
        help = "there are: ${lib.concatStringsSep ", " settings}";
      };
      example = {
        allowMissingFormatter = true;
      };
      description = "Further settings of imp-fmt: `allowMissingFormatter` and `failOnChange`.";
    };
  };

  config.perSystem =
    { config, lib, ... }:
    lib.mkIf cfg.enable {
      # Over flake-parts' own default, below everything that a user writes.
      formatter = lib.mkOverride 1200 config.imp.programs.imp-fmt;
    };
}
