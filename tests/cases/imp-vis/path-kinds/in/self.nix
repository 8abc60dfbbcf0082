{
  imports = [ ./self.nix ];
}
