{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/${builtins.getEnv "BRANCH"}";
    disko.url = "github:nix-community/disko"; # right: dynamic-input
    nur = {
      url = builtins.getEnv "NUR";
      inputs.nixpkgs.follows = "nixpkgs";
      flakes = true;
    };
    theme = {
      url = "github:o/theme";
      flakes = false;
    };
    bad.url = 1 + "2";
  };
  outputs =
    { nur, theme, ... }@inputs:
    {
      a = inputs.missing.lib;
      b = inputs.bad;
    };
}
