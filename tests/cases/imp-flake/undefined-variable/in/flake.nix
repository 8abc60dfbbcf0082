{
  outputs = { self, nixpkgs }: import ./nix/flake inputs;
}
