{ registry, ... }:
{
  x = registry.base;
}
