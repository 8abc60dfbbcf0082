{ imp.src = ../nix/outputs; }
