{
  inputs.import-tree.url = "github:vic/import-tree";

  outputs = inputs: {
    names = import ./nix;
    lib = import ./lib;
    parts = import ./parts/all.nix { inherit inputs; };
    checks = import ./checks.nix;
  };
}
