{ __functor = _: { lib, ... }: { __exports = lib.genAttrs [ "desktop" ] (_: { value = { }; }); }; }
