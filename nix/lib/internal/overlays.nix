# `__overlays`: what a module needs nixpkgs to have, as a module of its own.
let
  inherit (builtins)
    attrValues
    isAttrs
    isFunction
    isList
    ;
  inherit (import ./errors.nix) check;

  listOf =
    what: overlays:
    let
      named = isAttrs overlays && !isFunction overlays;
    in
    check {
      what = "${what}: `__overlays`";
      expected = "a list of overlays, or a set of them by name";
      help = "write `__overlays = [ (final: prev: { }) ];`";
    } (isList overlays || named) (if named then attrValues overlays else overlays);
in
{
  # -> [ ] or [ module ]
  modules =
    what: value:
    if isAttrs value && value ? __overlays then
      [ { nixpkgs.overlays = listOf what value.__overlays; } ]
    else
      [ ];
}
