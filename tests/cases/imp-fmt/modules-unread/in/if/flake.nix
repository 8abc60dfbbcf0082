{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = if inputs ? more then [ ./mods/f.nix ] else [ ]; }; }
