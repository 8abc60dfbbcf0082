# Hooks for git-hooks.nix, as `pre-commit.settings.hooks`, with the programs of a package. `.pre-commit-hooks.yaml` has
# the same ones for pre-commit; a test holds them together.
package:
let
  hook =
    arguments: fields:
    {
      enable = true;
      entry = "${package}/bin/${arguments}";
    }
    // fields;
in
{
  imp-fmt = hook "imp-fmt --fail-on-change --force-exclude" {
    name = "imp-fmt";
    description = "Format Nix, and other languages through the formatters of the flake";
    types = [ "text" ];
    require_serial = true;
  };

  imp-flake = hook "imp-flake check" {
    name = "imp-flake check";
    description = "flake.nix is what the declarations of inputs give";
    files = "(\\.nix|(^|/)(flake\\.lock|imp\\.toml))$";
    pass_filenames = false;
  };

  imp-registry = hook "imp-registry check" {
    name = "imp-registry check";
    description = "Every name of the registry leads somewhere";
    files = "\\.nix$";
    pass_filenames = false;
  };

  imp-lint = hook "imp-flake lint" {
    name = "imp-flake lint";
    description = "The rules about flakes, also those about secrets in any file";
    pass_filenames = false;
  };
}
