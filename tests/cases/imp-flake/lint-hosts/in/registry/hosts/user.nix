{
  __host = {
    stateVersion = "25.05";
    user = "ann";
  };
}
