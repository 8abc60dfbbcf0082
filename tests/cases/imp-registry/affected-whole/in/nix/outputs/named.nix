args: import ../lib/named.nix args
