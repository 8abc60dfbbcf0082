{ registry, ... }:
{
  x = registry.b.l;
}
