{ nixpkgs, tools, ... }:
{
  packages.x86_64-linux.a = (import nixpkgs { system = "x86_64-linux"; }).hello;
  packages.x86_64-linux.b = import tools { }; # right: import-nixpkgs-in-packages
  checks.x86_64-linux.a = (import nixpkgs { system = "x86_64-linux"; }).hello; # right: import-nixpkgs-in-packages
}
