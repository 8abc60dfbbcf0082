{
  system.autoUpgrade.flags = [
    "--update-input"
    "nixpkgs"
  ];
  # flags = [ "--update-input" "home-manager" ]; # right: deprecated-update-input
}
