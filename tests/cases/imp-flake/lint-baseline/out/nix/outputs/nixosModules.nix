{ registry, ... }:
# The names are on other lines, and one is new.
{

  server = registry.modules.sssh;
  desktop = registry.modules.screen;
}
