{ x = import ../../again/l.nix; }
