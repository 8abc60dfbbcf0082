{
  inputs = {
    disko.url = "github:nix-community/disko";
    flake-parts.url = "github:hercules-ci/flake-parts";
    imp.url = "github:imp-nix/imp";
  };
  outputs = inputs: import ./nix/flake inputs;
}
