inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  systems = [ "x86_64-linux" ];
  imp.registry.src = ../registry;
  imp.scan.src = [ ../registry/inner ];
}
