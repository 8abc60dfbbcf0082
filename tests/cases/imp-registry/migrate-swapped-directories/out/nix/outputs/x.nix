{ imp, registry, ... }:
{
  p = imp registry.w;
  w = registry.p;
  inherit (registry.w) a;
}
