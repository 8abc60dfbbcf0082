{
  __host = {
    system = "x86_64-linux";
    modules = [ "modules.own" "modules.named" ];
  };
}
