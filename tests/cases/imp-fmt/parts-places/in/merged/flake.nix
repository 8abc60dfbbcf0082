{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } (
      { lib, ... }:
      {
        imp = lib.mkMerge [ { src = ./nix/outputs; } ];
      }
    );
}
