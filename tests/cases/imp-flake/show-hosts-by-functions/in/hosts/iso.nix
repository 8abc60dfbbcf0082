{ pkgs, ... }: { nixpkgs.hostPlatform = "x86_64-linux"; users.users.guest.isNormalUser = true; }
