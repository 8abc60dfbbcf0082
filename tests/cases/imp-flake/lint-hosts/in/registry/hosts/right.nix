let
  version = builtins.readFile ./version;
in
{
  __host = { # right: incomplete-host
    system = builtins.currentSystem;
    stateVersion = version;
    bases = [ ];
    user = null;
    hmSinks = [ ];
    modules = { inputs, ... }: [ ]; # right: unknown-host-field
  };
  config = { };
  extraConfig = { };
}
