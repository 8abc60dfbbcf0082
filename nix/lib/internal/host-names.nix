# What stands in a host declaration by name, looked up: the registry, inputs and sinks.
{
  lib,
  inputs,
  registry,
  exports,
}:
let
  inherit (builtins)
    attrNames
    isAttrs
    isFunction
    isList
    isString
    pathExists
    ;
  inherit (import ./errors.nix) show;
  inherit (import ./paths.nix) isPathLike toPath;
  inherit (import ./strings.nix) hasPrefix list;
  registryOf = import ./registry.nix;

  # The closest of some names, for a misspelt one.
  closest = name: known: lib.take 3 (import ./closest.nix lib name known);

  unknown =
    host: field: value: what: known:
    throw "the host `${host.name}` (${host.__source}): `${field}` has ${show value}, expected ${what}; ${
      if known == [ ] then
        "there is none yet"
      else
        "the closest are ${list (closest (toString value) known)}"
    }";

  wrong =
    host: field: value: expected:
    throw "the host `${host.name}` (${host.__source}): ${field} is ${show value}, expected ${expected}";

  # "@input.path.to.module"
  fromInput =
    host: field: text:
    let
      walk =
        value: parts:
        if parts == [ ] then
          value
        else
          let
            name = builtins.head parts;
          in
          if isAttrs value && value ? ${name} then
            walk value.${name} (builtins.tail parts)
          else
            unknown host field text "a path into `inputs`" (
              if isAttrs value then attrNames (removeAttrs value [ "self" ]) else [ ]
            );
    in
    walk inputs (lib.splitString "." (lib.removePrefix "@" text));

  fromRegistry =
    host: field: text:
    let
      found = registryOf.get registry text;
    in
    if found != [ ] then
      builtins.head found
    else
      unknown host field text "a name in the registry" (registryOf.names registry);

  # A module, as a value or as a path that is there.
  moduleIn =
    host: field: item:
    if isPathLike item && !pathExists (toPath item) then
      wrong host field (toPath item)
        "a file or a directory, and nothing is there; check the spelling, and in a git repository run `git add -N` on it"
    else if isPathLike item || isAttrs item || isFunction item then
      item
    else
      wrong host field item "a path or a module";

  # A string is a name, anything else stands for itself.
  resolve =
    host: field: item:
    if !isString item || hasPrefix "/" item then
      moduleIn host "an item of `${field}`" item
    else if hasPrefix "@" item then
      fromInput host field item
    else
      fromRegistry host field item;

  listOf =
    host: field:
    let
      value = host.__host.${field} or [ ];
    in
    if isList value then value else wrong host "`${field}`" value "a list";

  sinkTable =
    prefix: level:
    lib.concatMapAttrs (
      name: value:
      if !isAttrs value then
        { ${prefix + name} = value; }
      else if value ? __module then
        {
          ${prefix + name} = value.__module;
        }
        // sinkTable "${prefix}${name}." (
          removeAttrs value [
            "__module"
            "__meta"
          ]
        )
      else
        sinkTable "${prefix}${name}." value
    ) level;

  # Whether a level of names has sinks below it, so that it is none itself.
  isGroup =
    level:
    isAttrs level
    && !(level ? __module)
    && !lib.isDerivation level
    && lib.any (below: isAttrs below && (below ? __module || isGroup below)) (lib.attrValues level);

  sinksOf =
    host: field:
    let
      known = sinkTable "" exports;
    in
    map (
      name:
      # Without debug information a sink is a bare value, found by its path only.
      if !isString name then
        wrong host "an item of `${field}`" name "the name of a sink"
      else
        known.${name} or (
          let
            path = lib.splitString "." name;
            found = lib.attrByPath path null exports;
          in
          if lib.hasAttrByPath path exports && !isGroup found then
            found
          else
            unknown host field name "the name of a sink" (
              let
                below = lib.filter (hasPrefix "${name}.") (attrNames known);
              in
              if below == [ ] then attrNames known else below
            )
        )
    ) (listOf host field);
in
{
  inherit
    closest
    listOf
    moduleIn
    resolve
    sinksOf
    wrong
    ;
}
