# `nix flake init --template github:imp-nix/imp#NAME`; `imp-flake init NAME` makes them from the same files.
let
  template = name: description: {
    inherit description;
    path = ../templates + "/${name}";
  };
in
builtins.mapAttrs template {
  dev = "Packages, shells, checks and fragments";
  flake-parts = "Modules of flake-parts beside machines that declare themselves";
  full = "Machines, users, packages and overlays, named by where they are";
  hosts-and-modules = "Several machines, the modules that they share, and a home";
  minimal = "The smallest flake whose outputs are files";
  single-host = "One machine and the home on it";
}
// {
  default = template "minimal" "The smallest flake whose outputs are files";
}
