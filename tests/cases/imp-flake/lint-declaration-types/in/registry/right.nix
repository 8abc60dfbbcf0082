{ __outputs.perSystem.packages.y = { pkgs, ... }: pkgs.hello; } # right: wrong-arguments
