# The files that collectors read, and what stands at the top of each.
let
  inherit (builtins)
    attrValues
    concatMap
    groupBy
    head
    isAttrs
    isList
    mapAttrs
    unsafeDiscardStringContext
    unsafeGetAttrPos
    ;
  inherit (import ./errors.nix) show;
  inherit (import ./paths.nix) existing;
  files = import ./files.nix;
in
rec {
  # A path or a list of paths -> [ { path; source; rel; root; value; } ], in byte order of `source`.
  #
  # A file that Nix can't import throws here, when its value is looked at; none is left out.
  all =
    what: sources:
    let
      found = concatMap (
        source:
        let
          root = existing what source;
        in
        map (file: {
          inherit root;
          inherit (file) path rel;
          # Used as a name, which must not refer to the store; a flake input's path does.
          source = unsafeDiscardStringContext (toString file.path);
          value = import file.path;
        }) (files.visible what root)
      ) (if isList sources then sources else [ sources ]);
    in
    # Sources may overlap; a set keeps each file once, in byte order.
    attrValues (mapAttrs (_: head) (groupBy (file: file.source) found));

  # The files that have `name` at the top, which must be a set.
  having =
    what: name: sources:
    concatMap (
      file:
      if !(isAttrs file.value && file.value ? ${name}) then
        [ ]
      else if isAttrs file.value.${name} then
        [ file ]
      else
        throw "${what}: `${name}` in `${file.source}` is ${show file.value.${name}}, expected a set; write `${name} = { … };`"
    ) (all what sources);

  # Where an attribute is written, as far as Nix knows.
  place =
    file: name: set:
    let
      position = unsafeGetAttrPos name set;
    in
    if position == null then
      file.source
    else
      "${position.file}:${toString position.line}:${toString position.column}";
}
