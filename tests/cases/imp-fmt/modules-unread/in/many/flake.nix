{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        { imports = builtins.genList (_: { }) 3000; }
        ./mods/f.nix
      ];
    };
}
