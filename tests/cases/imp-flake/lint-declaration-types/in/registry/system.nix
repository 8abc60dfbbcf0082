{
  __outputs.perSystem = { pkgs, ... }: { packages.x = pkgs.hello; };
}
