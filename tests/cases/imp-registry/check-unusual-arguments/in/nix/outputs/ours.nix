{ lib, ... }:
{
  usual = { registry, pkgs, lib }: registry.a.b;
  more = { registry, n ? 1 }: registry.a.b;
  site = { registry, site }: registry.a.b;
  module = { registry, config, unknown, ... }: registry.a.b;
  specialArgs = { inherit lib; user = "alice"; };
  user = { registry, user, ... }: registry.a.b;
}
