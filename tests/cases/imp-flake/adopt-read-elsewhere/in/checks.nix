{
  modules = builtins.readDir ./lib; # right: unadoptable-flake
  source.src = ./.; # right: unadoptable-flake
  names = import ./nix; # right: unadoptable-flake
  shell = (builtins.getFlake ("git+file://" + toString ./.)).devShells; # right: unadoptable-flake
  revision = "${toString ./.}/.git"; # right: unadoptable-flake
}
