# `nix build`, `nix run`
{ self', ... }:
{
  default = self'.packages.greet;
}
