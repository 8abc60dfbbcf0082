# `imp.lint`: the rules of imp-flake.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  checks = import ./option-checks.nix { inherit lib; };
in
{
  options.imp.lint = {
    enable = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = "Whether `nix flake check` runs the rules of `imp-flake lint`.";
    };

    excludes = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "tests/**" ];
      description = "Globs of files in which no rule counts, such as bad examples that tests need.";
    };

    rules = mkOption {
      type = types.attrsOf (
        types.enum [
          "error"
          "off"
          "warn"
        ]
      );
      default = { };
      apply = checks.named {
        known = import ./rule-names.nix;
        message = name: "`imp.lint.rules` names `${name}`, which is no rule";
        help = "see `imp-flake lint --help` for the list";
      };
      example = {
        hidden-declaration = "error";
        orphan-module = "off";
      };
      description = "Severities by the name of a rule, instead of its own. `imp-flake lint --help` lists the rules.";
    };
  };
}
