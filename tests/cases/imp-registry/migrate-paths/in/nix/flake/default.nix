inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  systems = [ "x86_64-linux" ];
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    registry.modules."nixos.disko" = inputs.disko.nixosModules.default;
    hosts.enable = true;
  };
}
