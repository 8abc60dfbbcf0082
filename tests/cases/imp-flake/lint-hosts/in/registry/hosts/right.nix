let
  version = builtins.readFile ./version;
in
{
  __host = {
    system = builtins.currentSystem;
    stateVersion = version;
    bases = [ ];
    user = null;
    hmSinks = [ ];
    modules = { inputs, ... }: [ ];
  };
  config = { };
  extraConfig = { };
}
