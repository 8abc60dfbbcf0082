rec {
  default = minimal;

  minimal = {
    path = ../templates/minimal;
    description = "The smallest flake whose outputs are files";
  };

  full = {
    path = ../templates/full;
    description = "Hosts, modules, a home and packages, named by where they are";
  };
}
