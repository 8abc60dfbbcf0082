{
  __inputs = { }; # right: unknown-host-field
  __host.stateVersion = "25.05";
  config = ./_config; # right: unknown-host-field
  confg = ./_config;
  modules = [ ];
  __module = { };
  __functor = _: { pkgs, ... }: { };
}
