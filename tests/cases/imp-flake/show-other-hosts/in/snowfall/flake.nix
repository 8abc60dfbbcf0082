{
  inputs.snowfall-lib.url = "github:snowfallorg/lib";
  outputs =
    inputs:
    inputs.snowfall-lib.mkFlake {
      inherit inputs;
      src = ./.;
    };
}
