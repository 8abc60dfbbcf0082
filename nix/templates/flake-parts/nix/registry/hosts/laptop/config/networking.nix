# In a config tree the path names the option: this file sets `networking`.
{
  hostName = "laptop";
  networkmanager.enable = true;
}
