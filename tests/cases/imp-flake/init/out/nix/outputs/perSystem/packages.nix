# The path is the name: this file is the flake output `packages`.
{ pkgs, ... }:
{
  default = pkgs.hello;
}
