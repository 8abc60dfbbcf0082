{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        inputs.imp.flakeModules.default
      ]
      ++ inputs.nixpkgs.lib.filesystem.listFilesRecursive ./mods;
    };
}
