{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    disko.url = "github:nix-community/disko";
    only-asked-for.url = "github:o/only-asked-for";

    selected.url = "github:o/selected";
    through-self.url = "github:o/through-self";
    argument.url = "github:o/argument";
    named.url = "github:o/named";
    followed.url = "github:o/followed";
    follower = {
      url = "github:o/follower";
      inputs.deep.inputs.other.follows = "followed/nixpkgs";
    };
    with-name.url = "github:o/with-name";
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
    };
}
