{
  __functor =
    _:
    { lib, ... }:
    {
      a = 1;
    }
    // lib.optionalAttrs true { __exports.desktop.value = { }; };
}
