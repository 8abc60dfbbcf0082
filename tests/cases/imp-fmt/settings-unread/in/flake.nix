{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp = {
        fmt.excludes = inputs.lib.foo [ "v/" ];
      };
    };
}
