{
  inputs = {
    imp.url = "github:example/imp";
    nixos-hardware.url = "github:nixos/nixos-hardware";
  };

  outputs = inputs@{ disko, ... }: import ./nix/flake inputs;
}
