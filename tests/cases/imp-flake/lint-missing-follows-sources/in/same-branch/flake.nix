{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-25.05";
  inputs.nixpkgs-unstable.url = "https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz";
  inputs.a.url = "github:o/a";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
