inputs:
let
  # Who only wants the library may leave flake-parts out: `inputs.imp.inputs.flake-parts.follows = "nixpkgs"`.
  flake = (inputs.flake-parts.lib.mkFlake or (_: _: { })) { inherit inputs; } {
    imports = [ ../flake-module.nix ];

    systems = [
      "x86_64-linux"
      "aarch64-linux"
      "x86_64-darwin"
      "aarch64-darwin"
    ];

    imp = {
      src = ../outputs;

      flakeFile = {
        enable = true;
        description = "Flakes from files: a library, a flake-parts module and the programs for them";
        coreInputs = import ./inputs.nix;
        outputsFile = "./nix/flake";
      };

      # Files there are input to tests: broken, stale and unformatted on purpose.
      fmt.excludes = [
        "nix/tests/fixtures/**"
        "tests/**"
      ];
      lint.excludes = [
        # A part of templates, which has no flake around it.
        "nix/templates/_agenix/**"
        "nix/tests/fixtures/**"
        "tests/**"
        # The rules' own sources say what they look for.
        "crates/**"
      ];
    };
  };
in
# The library is the flake, so that `inputs.imp ./modules` and `inputs.imp.withLib lib` work.
import ../lib // { gitHooks = import ../git-hooks.nix; } // flake
