{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } (
      { lib, ... }:
      {
        imp.src = lib.mkDefault ./nix/outputs;
      }
    );
}
