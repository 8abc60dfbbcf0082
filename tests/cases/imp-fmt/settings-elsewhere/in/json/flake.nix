{
  inputs.imp.url = "github:x/imp";
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp = inputs.nixpkgs.lib.importJSON ./x.json;
    };
}
