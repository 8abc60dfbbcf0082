{ inherit (import ../shared/taken.nix) __inputs; }
