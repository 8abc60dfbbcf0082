{ registry, ... }:
{
  server = registry.modules.ssh;
  # imp: allow broken-reference: written when the flake is deployed
  laptop = registry.modules.wifi;
  desktop = registry.modules.screen;
}
