{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        { imp.fmt = inputs.nixpkgs.lib.importJSON ./mods/gone.json; }
      ];
    };
}
