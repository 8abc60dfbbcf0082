{
  inputs.imp.url = "github:x/imp";
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp = import ./impc.nix;
    };
}
