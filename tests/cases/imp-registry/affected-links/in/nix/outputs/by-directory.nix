{ x = import ../../sub/l.nix; }
