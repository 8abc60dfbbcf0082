let
  module = { pkgs, ... }: { };
in
{
  # right: incomplete-host
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    user = null;
    modules = { registry, ... }: [ registry.right ];
    bases = [ "right" ./fields.nix { } module ];
    sinks = [ ];
  };
  config = null;
  extraConfig = module;
}
