{
  description = "written by hand";

  outputs = inputs: { lib.names = builtins.attrNames inputs; };

  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    hm.url = github:nix-community/home-manager;   # the name differs from the repository's
    hm.inputs.disko.follows = "disko";
    hm.inputs.nixpkgs.follows = "nixpkgs";

    disko = { type = "github"; owner = "nix-community"; repo = "disko"; inputs.nixpkgs.follows = "nixpkgs"; };
    sops-nix = {
      url = "github:Mic92/sops-nix";
      inputs = {
        nixpkgs.follows = "nixpkgs";
      };
    };
    hyprland.url = "github:hyprwm/Hyprland";
    hyprland.inputs.nixpkgs.follows = "nixpkgs";
    plugins = {
      url = "github:hyprwm/hyprland-plugins";
      inputs.hyprland.follows = "hyprland";
      inputs.nixpkgs.follows = "hyprland/nixpkgs";
    };
    dropped = { url = "github:o/dropped"; inputs.nixpkgs.follows = ""; };
    devshell = {
      url = "github:numtide/devshell";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    src = {
      url = "github:o/src";
      flake = false;
    };
  };
}
