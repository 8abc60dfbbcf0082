{ inputs, ... }:
{
  environment.systemPackages = [ (import inputs.nixpkgs-stable { system = "x86_64-linux"; }).hello ]; # right: import-nixpkgs-in-packages
}
