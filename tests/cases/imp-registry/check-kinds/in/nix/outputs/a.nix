{ registry, lib, ... }:
let
  module = m: if builtins.isPath m then m else m.module;
  either = m: if lib.isAttrs m then m.module else m;
  m = registry.m.home.git;
in
[
  (module registry.m.home.git)
  (module { module = ./x.nix; })
  (either registry.m.home.git)
  (if lib.isPath m then m else m.module)
  (if builtins.typeOf m == "set" && m ? x then m.module.y else m)
  (lib.optional (lib.isAttrs m) m.module)
  # A directory is a set.
  (if lib.isAttrs registry.m.home then registry.m.home.gti else { })
  # Nothing asks what this is.
  m.module
]
