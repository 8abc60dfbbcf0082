{
  default = final: _prev: {
    inherit (import ../packages.nix { pkgs = final; })
      imp-flake
      imp-fmt
      imp-registry
      imp-vis
      ;
  };
}
