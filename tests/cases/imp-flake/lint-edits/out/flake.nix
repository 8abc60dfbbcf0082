{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs";
    c = {
      url = "github:o/c";
      inputs.gone.follows = "nixpkgs";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
