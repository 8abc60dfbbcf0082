{ x = import ../../l.nix; }
