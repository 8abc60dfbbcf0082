{
  system.autoUpgrade = {
    flake = "/etc/nixos";
    flags = [
      "--recreate-lock-file"
      "--commit-lock-file"
    ];
  };
}
