{
  __inputs = builtins.mapAttrs (name: _: { url = "github:example/${name}"; }) (builtins.readDir ../../vendor/mods);
}
