inputs: names:
map (
  name:
  inputs.nixpkgs.lib.nixosSystem {
    modules = [
      ../hosts/${name}
      ../hosts/common.nix
      ../users/${name}/home.nix
      ../${name}.nix
    ];
    key = ../other/${name}.pub;
  }
) names
