{ self, inputs, ... }:
let
  inherit (self.nixosConfigurations) web;
in
{
  a = self.nixosConfigurations.web.config.system.build.toplevel;
  b = inputs.self.nixosConfigurations.web;
  c = self.nixosConfigurations.other or null;
  inherit web;
}
