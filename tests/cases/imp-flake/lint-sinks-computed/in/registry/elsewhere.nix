{
  __functor =
    _:
    { lib, ... }:
    let
      unused = {
        __exports.desktop.value = { };
      };
    in
    lib.optionalAttrs true { };
}
