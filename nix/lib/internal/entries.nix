# A directory as named entries: what `tree`, `registry` and `configTree` have in common.
let
  inherit (builtins)
    concatMap
    concatStringsSep
    filter
    groupBy
    head
    length
    mapAttrs
    ;
  names = import ./names.nix;
  scan = import ./scan.nix;

  # `sees` takes the place of the first filter; null for that one.
  named =
    sees: each:
    if sees == null && names.isHidden each.name then
      [ ]
    else if each.isDir && names.isFragments each.name then
      [
        (
          each
          // {
            attr = names.ofFragments each.name;
            kind = "fragments";
            inherit (scan.below each) isUnit;
          }
        )
      ]
    else if each.isDir then
      let
        inside = scan.below each;
      in
      [
        (
          each
          // {
            attr = names.ofDirectory each.name;
            kind = if inside.isUnit then "unit" else "directory";
          }
        )
      ]
    else if if sees == null then names.isNix each.name else sees each.rel then
      [
        (
          each
          // {
            attr = names.ofFile each.name;
            kind = "file";
          }
        )
      ]
    else
      [ ];

  # One attribute: its entry, and the fragment directory of the same name. Whether there is one is
  # known without asking for it, so that a collision is an error only where it is used.
  group =
    attr: all:
    let
      own = filter (each: each.kind != "fragments") all;
      fragments = filter (each: each.kind == "fragments") all;
      only =
        entries:
        if length entries == 1 then
          head entries
        else
          throw "two entries give the attribute `${attr}`: ${
            concatStringsSep " and " (map (each: "`${toString each.path}`") entries)
          }; rename one of them, or hide it with a leading `_`";
    in
    {
      inherit attr;
      entry = only own;
      fragments = only fragments;
      hasEntry = own != [ ];
      hasFragments = fragments != [ ];
      collision = if length own > 1 then only own else only fragments;
      collides = length own > 1 || length fragments > 1;
    };

  grouped =
    sees: entries: mapAttrs group (groupBy (each: each.attr) (concatMap (named sees) entries));
in
{
  # null, or rel: bool -> path -> { ATTR = { attr; entry; fragments; hasEntry; hasFragments; collision; collides; }; }
  root = sees: path: grouped sees (scan.atRoot (scan.root path));

  # The same without the root's own `default.nix`, from where a config tree is called.
  rootBelowDefault =
    sees: path:
    grouped sees (
      filter (each: each.name != "default.nix" || each.isDir) (scan.atRoot (scan.root path))
    );

  # The same for an entry of kind `directory` or `fragments`.
  below = sees: dir: grouped sees (scan.below dir).entries;

}
