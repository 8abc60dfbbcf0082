{
  inputs.imp.url = "github:imp-nix/imp";
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    imp.flakeFile.enable = true;
    imp.flakeFile.nixConfig = ./settings.nix;
  };
}
