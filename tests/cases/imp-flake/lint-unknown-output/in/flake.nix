{
  outputs =
    { self, ... }:
    let
      systems = [ "x86_64-linux" ];
      shared = { nixosModlues.default = { }; };
    in
    {
      nixosConfiguration.server = { };
      devshells.x86_64-linux.default = { };
      overlay = final: prev: { };
      hosts.server = { }; # right: unknown-output
      images = { };
      packages.x86_64-linux.package = { };
    }
    // shared
    // (if systems == [ ] then { tempaltes = { }; } else { colmena = { }; });
}
