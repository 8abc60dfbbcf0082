{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs";
    itself.follows = "itself";
    one.follows = "two";
    two.follows = "one";
    nothing.follows = "gone";
    a = {
      url = "github:o/a";
      inputs.nixpkgs.follows = "b/nixpkgs";
    };
    b = {
      url = "github:o/b";
      inputs.nixpkgs.follows = "a/nixpkgs";
    };
    c = {
      url = "github:o/c";
      inputs.gone.follows = "nixpkgs";
      inputs.nixpkgs.follows = "nixpgks";
    };

    # These are right.
    dropped.follows = ""; # right: stale-follows
    through.follows = "c/nixpkgs";
    asked.follows = "asked-for";
    d = {
      url = "github:o/d";
      inputs.nixpkgs.follows = "c/nixpkgs";
      inputs.other.follows = "";
    };
  };
  outputs = { asked-for, ... }@inputs: { lib.names = builtins.attrNames inputs; };
}
