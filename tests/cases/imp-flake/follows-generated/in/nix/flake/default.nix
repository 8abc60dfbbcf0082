inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  systems = [ "x86_64-linux" ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = {
        flake-parts.url = "github:hercules-ci/flake-parts";
        flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";
        nixpkgs.url = "github:nixos/nixpkgs";
      };
      outputsFile = "./nix/flake";
    };
  };
}
