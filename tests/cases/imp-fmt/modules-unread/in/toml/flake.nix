{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        (builtins.fromTOML (builtins.readFile ./mods/f.toml))
      ];
    };
}
