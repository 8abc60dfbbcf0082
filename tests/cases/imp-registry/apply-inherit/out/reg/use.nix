{ registry, ... }:
{
  a = { inherit (registry.m.house) git zsh vim; };
  b = { home = (registry.m.house); };
  c = { inherit (registry.m.house) git; };
}
