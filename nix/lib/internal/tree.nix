# A directory as nested sets of values.
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    head
    listToAttrs
    ;
  entries = import ./entries.nix;
  fragments = import ./fragments.nix;
  names = import ./names.nix;

  # -> [ ] or [ { path; value; } ]
  fromEntry =
    options: attrs: entry:
    let
      file = if entry.kind == "unit" then "/default.nix" else "";
      inside = build options attrs (entries.below options.sees entry);
    in
    if entry.kind == "directory" then
      # What is hidden is there for the sake of a file in it.
      if names.isHidden entry.name && inside == { } then
        [ ]
      else
        [
          {
            inherit (entry) path;
            value = inside;
          }
        ]
    else if options.keep (entry.rel + file) then
      [
        {
          inherit (entry) path;
          value = options.value {
            inherit attrs;
            path = entry.path + file;
          };
        }
      ]
    else
      [ ];

  # The Nix parts; text among them is there for `fragments` and for files that read it.
  fromFragments =
    options: attrs: dir:
    map (part: {
      inherit (part) path;
      value = options.value {
        inherit attrs;
        inherit (part) path;
      };
    }) (filter (part: part.kind == "nix" && options.keep part.rel) (fragments.partsBelow dir));

  # -> [ ] or [ value ]
  attribute =
    options: attrs: group:
    let
      own = if group.hasEntry then fromEntry options attrs group.entry else [ ];
      parts = if group.hasFragments then fromFragments options attrs group.fragments else [ ];
    in
    if group.collides then
      [ group.collision ]
    else if elem group.attr names.outputs && parts != [ ] then
      [ (fragments.mergeValues "the output `${group.attr}`" (own ++ parts)) ]
    else if own != [ ] then
      [ (head own).value ]
    else if !group.hasEntry && parts != [ ] then
      [
        (
          if group.fragments.isUnit then
            (head parts).value
          else
            build options attrs (entries.below options.sees group.fragments)
        )
      ]
    else
      [ ];

  build =
    options: above: groups:
    listToAttrs (
      concatMap (
        name: map (value: { inherit name value; }) (attribute options (above ++ [ name ]) groups.${name})
      ) (attrNames groups)
    );
in
{
  # { value = { path; attrs; }: …; keep = rel: bool; sees = null or rel: bool; } -> path -> attribute set
  #
  # `attrs` are the names from the root down to the value. `sees` stands for the first filter.
  fromPath = options: path: build options [ ] (entries.root options.sees path);

  # The same without the root's own `default.nix`.
  fromPathBelowDefault =
    options: path: build options [ ] (entries.rootBelowDefault options.sees path);
}
