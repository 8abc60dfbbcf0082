# My flake
{
  description = "d";
  inputs.mine.url = "github:me/mine";
  outputs = inputs: import ./nix/flake inputs;
}
