inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  systems = [ "x86_64-linux" ];

  imp.flakeFile = {
    enable = true;
    description = "above";
    coreInputs.imp.url = "github:imp-nix/imp";
    outputsFile = "./nix/flake";
  };
}
