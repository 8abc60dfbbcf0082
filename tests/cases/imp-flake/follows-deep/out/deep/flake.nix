{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    tool = {
      url = "github:alice/tool";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.parts.inputs.systems.follows = "";
      inputs.parts.inputs.nixpkgs.follows = "nixpkgs";
    };
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
