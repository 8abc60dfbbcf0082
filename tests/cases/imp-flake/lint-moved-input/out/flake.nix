{
  outputs = inputs: {
    all = [
      inputs.nixpkgs.lib
      inputs.brought.lib
      inputs.brings.lib
      inputs.elsewhere.lib
      inputs.one.lib
      inputs.two.lib
      inputs.same.lib
      inputs.mine.lib
      inputs.uses.lib
    ];
  };

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    brought.url = "github:new/without-nixpkgs";
    brings = {
      url = "github:new/with-nixpkgs";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    elsewhere = {
      url = "git+https://example.org/with-nixpkgs";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    one.url = "github:new/one";
    two.url = "github:new/two";
    same.url = "github:o/same";
    same.inputs.nixpkgs.follows = "nixpkgs";
    mine.url = "github:me/library";
    uses.url = "github:o/uses";
  };
}
