# What the flake-parts module and this flake itself need. Users make both follow their own.
{
  flake-parts.url = "github:hercules-ci/flake-parts";
  flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";
}
