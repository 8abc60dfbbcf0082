{
  outputs = inputs: if inputs ? nixpkgs then import ./outputs.nix inputs else { };
}
