{ imp, registry, ... }:
{
  tree = imp registry.a;
  path = registry.a.__path;
  kept = registry.c;
}
