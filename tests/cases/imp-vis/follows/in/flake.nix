{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs";
    unstable = {
      follows = "nixpkgs";
    };
    site = {
      url = "github:example/site";
      inputs = {
        theme.inputs = {
          nixpkgs.follows = "nixpkgs";
        };
        nixpkgs = {
          follows = "nixpkgs";
        };
        tools.url = "github:example/tools";
      };
    };
  };

  outputs = _: { };
}
