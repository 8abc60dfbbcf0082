{ __inptus.f.url = "github:x/f"; __functor = _: { inputs, ... }: { __inputss.g.url = "github:x/g"; }; }
