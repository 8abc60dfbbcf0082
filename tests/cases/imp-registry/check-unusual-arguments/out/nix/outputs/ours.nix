{ lib, ... }:
{
  usual = { registry, pkgs, lib }: registry.c;
  more = { registry, n ? 1 }: registry.c;
  site = { registry, site }: registry.c;
  module = { registry, config, unknown, ... }: registry.c;
  specialArgs = { inherit lib; user = "alice"; };
  user = { registry, user, ... }: registry.c;
}
