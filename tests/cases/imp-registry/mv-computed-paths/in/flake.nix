{
  inputs.part.url = "path:./nix/registry/a/d";
  inputs.other.url = "path:./nix/outputs";
  outputs = inputs: import ./nix/flake inputs;
}
