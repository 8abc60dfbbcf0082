{
  description = "Machines as modules of flake-parts";
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    flake-parts.url = "github:hercules-ci/flake-parts";
    treefmt-nix.url = "github:numtide/treefmt-nix";
    home-manager.url = "https://github.com/nix-community/home-manager/archive/master.tar.gz";
    sops-nix.url = "github:Mic92/sops-nix";
  };
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [ "x86_64-linux" ];
      imports = [
        ./hosts
        ./homes.nix
        ./more.nix
        inputs.treefmt-nix.flakeModule
      ]
      ++ inputs.nixpkgs.lib.optional (inputs ? private) ./private.nix;
      perSystem = { pkgs, ... }: { packages.hello = pkgs.hello; };
    };
}
