{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.a.url = "github:o/a";
  inputs.a.inputs.gone.follows = "nixpkgs"; # imp: allow stale-follows
  inputs.b = {
    url = "github:o/b";
    inputs.nixpkgs.follows = "nixpkgs";
    # imp: allow stale-follows: it comes back
    inputs.gone.follows = "nixpkgs";
    # imp: allow unknown-input-field
    flakes = true;
    inputs.lost.follows = "nixpkgs";
  };
  outputs = inputs: { all = inputs; };
}
