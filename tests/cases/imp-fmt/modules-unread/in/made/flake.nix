{ outputs = inputs: let made = inputs.flake-parts.lib.mkFlake { inherit inputs; } ./mods/f.nix; in { inherit (made) packages; }; }
