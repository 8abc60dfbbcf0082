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

  # What is there for one system, so that the whole flake does not have it.
  perSystemNames = [
    "inputs'"
    "pkgs"
    "self'"
    "system"
  ];

  # The arguments that a value asks for and that are not there.
  lacking =
    args: value:
    let
      wanted = if isCallable value then formals value else { };
    in
    filter (name: !wanted.${name} && !args ? ${name}) (attrNames wanted);

  # Calls what is callable, with all of `args`. Nix' own error for a missing argument does not say
  # what there is, so it is looked for first.
  apply =
    what: args: value:
    let
      missing = lacking args value;
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
