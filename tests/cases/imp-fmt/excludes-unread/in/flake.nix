{
  outputs =
    inputs:
    inputs.imp.lib.mkFlake {
      inherit inputs;
      imp = {
        fmt.excludes = [ "v/**" ];
        src = undefinedName;
      };
    };
}
