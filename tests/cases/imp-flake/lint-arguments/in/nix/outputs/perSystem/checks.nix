{
  pkgs,
  system,
  self',
  inputs',
  inputs,
  agenix,
  treefmt-nix ? null,
  ...
}:
{ }
