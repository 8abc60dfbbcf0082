{
  __exports.desktop.nixos = { value = { }; strategy = "mkMerge"; };
  __exports.desktop.home.value = { }; # right: sink-strategy-conflict
}
