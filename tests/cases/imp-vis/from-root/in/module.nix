{ flake, ... }:
let
  inherit (flake) inputs;
  inherit (inputs) self;
  home = self + /m/home;
in
{
  imports = [
    (self + /m/two.nix)
    "${home}/x.nix"
    (home + "/y.nix")
  ];
}
