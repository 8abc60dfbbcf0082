{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.a = {
    url = "github:o/a"; # right: missing-follows
    flake = false;
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
