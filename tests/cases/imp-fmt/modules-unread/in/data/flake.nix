{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ lib, ... }: { imports = [ (lib.importTOML ./mods/f.toml) ]; }); }
