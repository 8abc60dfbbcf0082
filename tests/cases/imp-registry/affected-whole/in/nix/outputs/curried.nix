{ registry, ... }: import ../lib/curried.nix registry
