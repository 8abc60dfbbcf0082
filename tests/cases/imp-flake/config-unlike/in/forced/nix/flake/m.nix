{ lib, ... }: { imp.src = lib.mkForce ../../other; }
