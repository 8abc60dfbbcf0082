{ imp, registry, ... }:
{
  p = imp registry.p;
  w = registry.w;
  inherit (registry.p) a;
}
