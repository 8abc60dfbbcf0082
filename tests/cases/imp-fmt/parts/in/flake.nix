{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp = {
        src = ./nix/outputs;
        fmt.excludes = [ "old" ];
        fmt.formatters.stay = {
          command = "./bin/up";
          includes = [ "*.s" ];
        };
      };
    };
}
