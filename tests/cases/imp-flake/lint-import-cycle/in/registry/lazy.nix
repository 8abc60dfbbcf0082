{ config, ... }: { a = import ./lazy.nix { inherit config; }; }
