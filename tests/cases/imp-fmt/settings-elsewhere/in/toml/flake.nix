{
  inputs.imp.url = "github:x/imp";
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp = builtins.fromTOML (builtins.readFile ./x.toml);
    };
}
