{ pkgs, self', ... }:
{
  default = pkgs.mkShell {
    inputsFrom = [ self'.packages.default ];
    packages = [
      pkgs.clippy
      pkgs.mdbook
      pkgs.rust-analyzer
      pkgs.rustfmt
    ];
  };
}
