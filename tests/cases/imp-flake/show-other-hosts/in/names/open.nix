{ owner, ... }: { home-manager.users.${owner} = ./home.nix; }
