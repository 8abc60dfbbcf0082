{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    tool = {
      url = "github:alice/tool";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
