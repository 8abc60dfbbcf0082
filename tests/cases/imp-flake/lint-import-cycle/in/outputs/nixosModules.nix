{ registry, ... }:
{
  inherit (registry) a self lazy below diamond;
  long = registry.long.m0;
}
