{
  inputs.nixpkgs.follows = "a/nixpkgs";
  inputs.a.url = "github:o/a"; # right: missing-follows
  inputs.b.url = "github:o/b"; # right: missing-follows
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
