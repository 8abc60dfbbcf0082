{ registry, lib, ... }:
{
  a = builtins.getAttr "b" registry.a;
  b = lib.getAttrFromPath [ "a" "b" ] registry;
  c = lib.attrByPath [ "a" "b" ] null registry;
  d = lib.attrByPath [ "nope" ] null registry;
  e = if builtins.hasAttr "nope" registry then registry.nope else 1;
  f = builtins.getAttr "nope" registry;
  g = builtins.hasAttr "b" registry.a;
}
