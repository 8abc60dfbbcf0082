{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        { imp = builtins.fromJSON (builtins.readFile ./mods/gone.json); }
      ];
    };
}
