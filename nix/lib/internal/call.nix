# Files are values, functions, or sets with `__functor`; the last two are called.
let
  inherit (builtins)
    attrNames
    filter
    functionArgs
    isAttrs
    isFunction
    removeAttrs
    ;
  inherit (import ./strings.nix) list;

  declarations = [
    "__exports"
    "__host"
    "__inputs"
    "__outputs"
    "__overlays"
  ];
in
rec {
  inherit declarations;

  isCallable = value: isFunction value || (isAttrs value && value ? __functor);

  # The formal arguments: name to whether it has a default.
  formals =
    value:
    if isFunction value then
      functionArgs value
    else
      value.__functionArgs or (functionArgs (value.__functor value));

  # Calls what is callable, with all of `args`. Nix' own error for a missing argument does not say
  # what there is, so it is looked for first.
  apply =
    what: args: value:
    let
      wanted = formals value;
      missing = filter (name: !wanted.${name} && !args ? ${name}) (attrNames wanted);
    in
    if !isCallable value then
      value
    else if missing == [ ] then
      value args
    else
      throw "${what}: asks for the argument ${list missing}, expected only ${list (attrNames args)}; remove it, or give it a default";

  # What is left of a set when the declarations are taken out.
  strip =
    value:
    if isAttrs value && value.type or null != "derivation" then
      removeAttrs value declarations
    else
      value;

  declares =
    value:
    isAttrs value
    && value.type or null != "derivation"
    && builtins.any (name: value ? ${name}) declarations;
}
