{ config, ... }: { a = import ./lazy.nix { inherit config; }; } # right: import-cycle
