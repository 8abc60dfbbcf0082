{
  description = "Modules with options of their own";

  outputs =
    inputs@{ flake-parts, devshell, ... }:
    flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        devshell.flakeModule
        ./module.nix
      ];
      perSystem.devshells.default = { }; # right: unknown-output
    };
}
