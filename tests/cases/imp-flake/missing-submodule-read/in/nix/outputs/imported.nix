{
  __inputs.a = import ../../vendor/mods/a.nix;
}
