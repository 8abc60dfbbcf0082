{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    disko.url = "github:nix-community/disko";
    only-asked-for.url = "github:o/only-asked-for";

    selected.url = "github:o/selected";
    through-self.url = "github:o/through-self"; # right: unused-input
    argument.url = "github:o/argument";
    named.url = "github:o/named";
    followed.url = "github:o/followed";
    follower = {
      url = "github:o/follower";
      inputs.deep.inputs.other.follows = "followed/nixpkgs";
    };
    with-name.url = "github:o/with-name";
    run-by-ci.url = "github:o/run-by-ci";
    run-by-script.url = "github:o/run-by-script";
  };
  outputs =
    {
      self,
      nixpkgs,
      only-asked-for,
      follower,
      ...
    }@inputs:
    {
      # inputs.disko.nixosModules.disko
      lib = nixpkgs.lib // follower.lib;
      nixosModules.default = {
        imports = [ ./module.nix ];
        _module.args = inputs;
      };
      checks = with inputs; [ with-name ];
      apps.x86_64-linux.x.program = "nix run --inputs-from . run-by-script";
    };
}
