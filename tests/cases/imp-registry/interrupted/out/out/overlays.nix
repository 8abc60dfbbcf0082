{ registry, ... }:
{
  x = registry.core;
}
