{ registry, ... }:
{
  a = { inherit (registry.m.home) git zsh vim; };
  b = { inherit (registry.m) home; };
  c = { inherit (registry.m.home) git; };
}
