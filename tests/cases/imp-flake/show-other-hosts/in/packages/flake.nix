{
  outputs =
    { nixpkgs, ... }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
    in
    {
      apps.default = {
        type = "app";
        program = "/bin/sh";
      };
      formatter = pkgs.nixfmt;
    };
}
