{
  outputs =
    inputs@{ flake-parts, ... }:
    flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ ];
      flake.overlay.default = final: prev: { };
      flake.homeConfiguration.ann = { };
      perSystem = { pkgs, ... }: { package.hello = pkgs.hello; treefmt = { }; };
    };
}
