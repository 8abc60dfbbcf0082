{ __inputs = builtins.mapAttrs (_: _: { url = "github:x/listed"; }) (builtins.readDir ../data); }
