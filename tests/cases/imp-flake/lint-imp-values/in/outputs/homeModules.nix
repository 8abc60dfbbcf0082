{ imp, registry, ... }:
{
  wrong = { imports = [ registry.home registry.home.git ]; };
  misspelt = imp.import [ registry.home ];
  far = imp.configTrees ./config;

  # These are right.
  right = {
    imports = [
      (imp registry.home)
      registry.home.git # right: node-as-module
      registry.desktop
      registry.home.__path
    ];
  };
  list = { imports = imp.imports [ registry.home ]; };
  optional = imp.somethingElse or null; # right: unknown-imp-method
  local = let imp = { import = x: x; }; in imp.import registry.home;
  plain = [ registry.home ];
}
