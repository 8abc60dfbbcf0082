{
  inputs = {
    theme = {
      url = "github:o/theme";
      flakes = false;
    };
    hm = {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follow = "nixpkgs";
    };
    nixpkgs.url = "github:nixos/nixpkgs";
    # Nothing is wrong with these.
    good = {
      type = "git";
      url = "https://example.org/good";
      submodules = true; # right: unknown-input-field
      shallow = true;
      flake = false;
    };
    local.url = "path:./local";
    new = {
      url = "github:o/new";
      attestation = "some fetcher may know it";
    };
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
