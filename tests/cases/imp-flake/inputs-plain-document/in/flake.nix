{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp.src = ./outputs;
      imp.registry.src = ./registry;
    };
}
