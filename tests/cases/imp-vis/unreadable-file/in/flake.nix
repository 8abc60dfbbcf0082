{
  outputs = _: { modules = [ ./modules/a.nix ./modules/b.nix ]; };
}
