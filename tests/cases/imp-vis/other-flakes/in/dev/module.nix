# This flake gives it the inputs of both.
{ inputs, ... }:
{
  imports = [ inputs.hooks.flakeModule ];
  perSystem.packages.hello = inputs.nixpkgs.legacyPackages.x86_64-linux.hello;
}
