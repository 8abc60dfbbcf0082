{
  imports = [ ./disk.nix ];
  networking.hostName = name;
}
