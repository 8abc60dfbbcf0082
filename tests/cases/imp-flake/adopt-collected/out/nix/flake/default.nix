inputs@{ flake-parts, ... }:
flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  imp.src = ../../outputs;
  systems = [ "x86_64-linux" ];
}
