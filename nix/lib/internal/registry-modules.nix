# `imp.registry.modules`: values at names over a registry.
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    head
    isAttrs
    isFunction
    isString
    length
    split
    tail
    ;
  inherit (import ./modules.nix) isMarked;

  # A set that is a module by itself, and not a level of names.
  isModule =
    module:
    !isAttrs module
    || isMarked module
    || builtins.any (name: module ? ${name}) [
      "__module"
      "__path"
      "_type"
    ];

  # Both `{ "nixos.disko" = m; }` and `{ nixos.disko = m; }` -> [ { path = [ … ]; module; } ]
  # What has a dotted name is a module, whatever it looks like.
  named =
    above: modules:
    concatMap (
      name:
      let
        parts = filter isString (split "\\." name);
        module = modules.${name};
      in
      if length parts == 1 && !isModule module then
        named (above ++ parts) module
      else
        [
          {
            inherit module;
            path = above ++ parts;
          }
        ]
    ) (attrNames modules);

  put =
    set: path: module:
    let
      name = head path;
      under = set.${name} or { };
    in
    set
    // {
      ${name} =
        if tail path == [ ] then
          module
        else if isAttrs under && !(under ? outPath) && !isFunction under then
          put under (tail path) module
        else
          put { } (tail path) module;
    };
in
{
  inherit isModule;

  overlay =
    registry: modules: foldl' (all: each: put all each.path each.module) registry (named [ ] modules);

  # [ "nixos" "disko" ] of all modules put over the registry, as dotted names.
  namesOf = modules: map (each: builtins.concatStringsSep "." each.path) (named [ ] modules);
}
