{
  inputs.imp.url = "github:imp-nix/imp";
  outputs = inputs: import ./nix/flake inputs;
}
