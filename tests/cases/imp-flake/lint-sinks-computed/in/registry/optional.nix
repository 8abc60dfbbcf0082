{
  __functor =
    _:
    { lib, registry, ... }:
    lib.optionalAttrs (lib.versionAtLeast lib.version "20") {
      __exports.desktop.value = registry.reached; # right: hidden-declaration
    };
}
