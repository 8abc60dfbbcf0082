{
  hostName = "workstation";
  networkmanager.enable = true;
}
