{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.imp.flakeModules.default ];
      imp = {
        src = ./outputs;
        fmt.formatters.shell = {
          command = "shfmt";
          includes = [ "*.sh" ];
          priority = "first";
        };
      };
    };
}
