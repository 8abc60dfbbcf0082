{ registry, lib, ... }:
{
  a = builtins.getAttr "d" registry.c;
  b = lib.getAttrFromPath [ "c" "d" ] registry;
  c = lib.attrByPath [ "c" "d" ] null registry;
  d = lib.attrByPath [ "nope" ] null registry;
  e = if builtins.hasAttr "nope" registry then registry.nope else 1;
  f = builtins.getAttr "nope" registry;
  g = builtins.hasAttr "d" registry.c;
}
