{ self, inputs, import-tree, pkgs }:
{
  all = import-tree inputs.self;
  tree = import-tree (self + "/nix");
  names-of-self = builtins.readDir "${self}/nix";
  known = import-tree (self + "/lib"); # right: unadoptable-flake
  package = import "${self}/nix" { inherit self; }; # right: unadoptable-flake
  modules = builtins.readDir ./lib; # right: unadoptable-flake
  source = pkgs.mkDerivation (_: { src = pkgs.lib.cleanSource ./.; }); # right: unadoptable-flake
  names = import ./nix; # right: unadoptable-flake
  shell = (builtins.getFlake ("git+file://" + toString ./.)).devShells; # right: unadoptable-flake
  revision = "${toString ./.}/.git"; # right: unadoptable-flake
}
