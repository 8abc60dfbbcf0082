{
  __inputs.deploy = {
    url = "github:serokell/deploy-rs";
    inputs.nixpkgs.follows = "nixpkgs";
  };
  __functor = _: { inputs, ... }: { };
}
