{
  inputs.imp.url = "github:x/imp";
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imports = [ ./m.nix ];
      imp = {
        src = ./nix;
        flakeFile.enable = true;
        flakeFile.coreInputs.a.url = "github:x/a";
      };
    };
}
