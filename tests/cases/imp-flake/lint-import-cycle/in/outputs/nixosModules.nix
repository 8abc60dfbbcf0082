{ registry, ... }:
{
  inherit (registry) a self lazy below diamond;
}
