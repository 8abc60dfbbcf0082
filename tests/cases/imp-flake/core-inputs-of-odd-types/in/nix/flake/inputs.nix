{
  flake-parts.url = "github:hercules-ci/flake-parts";
  nixpkgs.url = 5;
  a.flake = "no";
  b = "github:a/b";
  c.inputs.d.follows = [ ];
  e.x = null;
}
