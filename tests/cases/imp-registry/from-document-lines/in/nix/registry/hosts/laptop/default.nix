{
  __host = { bases = [ "modules.bse" "@disko.x" ]; modules = [ "users.alice.programs" ]; user = "nobody"; };
}
