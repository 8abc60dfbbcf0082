{
  __host = {
    stateVersion = "25.05";
    hmSinks = [ "desktop.home" ];
  };
  __exports.desktop.home.value = { };
}
