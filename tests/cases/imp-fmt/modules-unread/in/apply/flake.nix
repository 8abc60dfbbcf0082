{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ (inputs.flake-parts.lib.importApply ./mods/f.nix { }) ];
    };
}
