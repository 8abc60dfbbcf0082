{
  outputs = { nixpkgs, ... }: {
    a = import ./dir;
    b = { imports = [ ./dir ./with ./gone ]; };
    c = nixpkgs.callPackage ./dir/sub { };
    d = if builtins.pathExists ./maybe then import ./maybe else { };
    e = import ./flake.nix;
  };
}
