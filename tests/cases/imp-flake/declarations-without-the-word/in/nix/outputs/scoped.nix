builtins.scopedImport { } ./_t.nix
