{
  pkgs,
  system, # right: wrong-arguments
  self',
  inputs',
  inputs,
  agenix,
  treefmt-nix ? null, # right: input-as-argument
  ...
}:
{ }
