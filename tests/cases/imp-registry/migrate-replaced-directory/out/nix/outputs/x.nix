{ imp, registry, ... }:
{
  p = imp registry.q;
  w = registry.w;
  inherit (registry.q) a;
}
