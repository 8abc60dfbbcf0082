{ registry, lib, ... }:
let
  pick = set: set.home.git;
  named = { m, extra ? [ ] }: extra ++ [ m.home.git ];
  shown = set: set.home.git;
  mapped = set: set.home.git;
  own = set: set.home.vcs;
in
{
  a = [ (pick registry.m) (pick { home.git = 1; }) ];
  b = [ (named { inherit (registry) m; }) (named { m.home.git = 1; }) ];
  c = shown registry.m;
  d = [ (mapped registry.m) ] ++ map mapped [ { home.git = 1; } ];
  e = [ (own registry.m) (own registry.m) ];
  inherit shown;
}
