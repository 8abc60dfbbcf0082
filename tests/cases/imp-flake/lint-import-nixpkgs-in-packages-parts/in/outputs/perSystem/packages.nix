{ inputs, system, ... }:
let
  pkgs = import inputs.nixpkgs { inherit system; };
in
{
  b = pkgs.hello;
}
