{ registry, ... }:
{
  x = registry.a.l;
}
