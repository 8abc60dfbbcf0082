{
  outputs =
    { self, lib, ... }@inputs:
    let
      has = inputs ? f;
      g = inputs.g or null;
    in
    {
      # right: undeclared-input
      a = if inputs ? a then inputs.a.x else 1;
      b = lib.optionals (inputs ? b) [ inputs.b.x ];
      c = inputs ? c && inputs.c.x;
      d = if !(inputs ? d) then 1 else inputs.d.x;
      e = lib.optionalAttrs (builtins.hasAttr "e" inputs) inputs.e;
      f = if has then inputs.f.x else 1;
      g = if g == null then 1 else g.x;
      h = inputs.h.x or null;

      wrong = if has then 1 else inputs.f;
      other = if inputs ? a then inputs.other else 1;
    };
}
