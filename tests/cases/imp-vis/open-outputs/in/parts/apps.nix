{
  perSystem =
    { config, pkgs, ... }:
    {
      apps.hello = import ../apps/hello.nix { inherit pkgs; };
      packages.tool = pkgs.callPackage ../apps/tool.nix { };
      devShells.default = pkgs.mkShell { packages = [ config.packages.tool ]; };
    };
}
