{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ lib, ... }: { imports = [ ] ++ lib.mapAttrsToList (name: _: ./mods + "/${name}") (builtins.readDir ./mods); }); }
