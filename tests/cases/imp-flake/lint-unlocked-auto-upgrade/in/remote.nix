{
  system.autoUpgrade.flake = "github:alice/config";
  system.autoUpgrade.flags = [
    # imp: allow deprecated-update-input
    "--update-input"
    "nixpkgs"
  ];
}
