{ registry, ... }: { specialArgs = { inherit registry; }; }
