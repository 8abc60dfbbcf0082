{
  imports = [
    ./beside.nix # right: broken-path
  ];
  __inputs.extra = import ./extra.nix;
}
