inputs: {
  packages.x86_64-linux.a = (import inputs.nixpkgs { system = "x86_64-linux"; }).hello;
}
