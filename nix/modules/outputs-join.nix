# Outputs from several places as one set. No module: used by `outputs.nix`.
{ lib }:
let
  inherit (builtins) foldl';

  isSet = value: lib.isAttrs value && !lib.isDerivation value && !(value ? _type);

  twice =
    output: a: b:
    throw "the output `${output}` comes from ${a} and from ${b}, expected one definition; rename or remove one of the two";

  # Names are compared, values are not looked at.
  add =
    known: part:
    known
    // lib.mapAttrs (
      name: value:
      if !known ? ${name} then
        {
          inherit value;
          from = part.from;
          names = { };
        }
      else
        both name known.${name} {
          inherit value;
          inherit (part) from;
        }
    ) part.outputs;

  both =
    name: a: b:
    let
      origin = key: a.names.${key} or a.from;
      clash = key: _: twice "${name}.${key}" (origin key) b.from;
    in
    if isSet a.value && isSet b.value then
      {
        inherit (a) from;
        value = a.value // b.value // lib.mapAttrs clash (builtins.intersectAttrs b.value a.value);
        names = a.names // lib.mapAttrs (_: _: b.from) b.value;
      }
    else
      {
        inherit (a) from names;
        value = twice name a.from b.from;
      };
in
# [ { from; outputs; } ] -> { values = outputs; from = output: name: where that name of the output comes from; }
parts:
let
  all = foldl' add { } parts;
in
{
  values = lib.mapAttrs (_: each: each.value) all;
  from = output: name: all.${output}.names.${name} or all.${output}.from;
}
