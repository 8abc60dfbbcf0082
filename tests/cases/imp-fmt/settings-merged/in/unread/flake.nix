{
  inputs.imp.url = "github:x/imp";
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imports = [
        ./m.nix
        ./m.nix
      ];
      imp.fmt.excludes = [ "v/" ];
      imp.fmt.formatters.up = {
        command = "./up";
        includes = [ "*.txt" ];
      };
    };
}
