{
  inputs.disko.url = "github:nix-community/disko";
  outputs = inputs: import ./ignored.nix inputs;
}
