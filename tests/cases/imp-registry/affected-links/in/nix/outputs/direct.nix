{ x = import ../../m/l.nix; }
