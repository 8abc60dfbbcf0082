# Inputs and the rest of `flake.nix` as Nix text, as nixfmt writes it. `what` is the function or option that
# errors name.
what:
let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isString
    length
    match
    split
    stringLength
    ;
  inherit (import ./errors.nix) check show;
  inherit (import ./strings.nix)
    attrName
    hasPrefix
    quote
    removeSuffix
    ;
  inherit (import ./format.nix what) valueText;

  onlyFollows = input: isAttrs input && attrNames input == [ "follows" ] && isString input.follows;

  # Only what everybody writes is written on lines of its own.
  isShort =
    definition:
    definition ? url
    && isString definition.url
    && all (name: name == "url" || name == "inputs") (attrNames definition)
    && (
      !definition ? inputs
      || (
        isAttrs definition.inputs
        && definition.inputs != { }
        && all onlyFollows (attrValues definition.inputs)
      )
    );
in
rec {
  # -> the lines of one input, of which the second and later ones may hold line breaks themselves
  inputLines =
    depth: name: definition:
    let
      dotted = attrName name;
    in
    if isShort definition then
      [ "${dotted}.url = ${valueText depth definition.url};" ]
      ++ map (
        input:
        "${dotted}.inputs.${attrName input}.follows = ${
          valueText depth definition.inputs.${input}.follows
        };"
      ) (attrNames (definition.inputs or { }))
    else
      [ "${dotted} = ${valueText depth definition};" ];

  group =
    title: inputs:
    if inputs == { } then
      [ ]
    else
      [
        (concatStringsSep "\n" (
          map (line: "    ${line}") (
            [ "# ${title}" ] ++ concatMap (name: inputLines 2 name inputs.${name}) (attrNames inputs)
          )
        ))
      ];

  inputsText =
    core: collected:
    let
      groups = group "Core inputs" core ++ group "Collected from __inputs" collected;
    in
    if groups == [ ] then "{ }" else "{\n${concatStringsSep "\n\n" groups}\n  }";

  # "./a/../b" -> [ "b" ]; null for what leads out of the directory that it is relative to.
  partsOf =
    file:
    let
      add =
        parts: part:
        if parts == null || (part == ".." && parts == [ ]) then
          null
        else if part == ".." then
          genList (elemAt parts) (length parts - 1)
        else if part == "" || part == "." then
          parts
        else
          parts ++ [ part ];
    in
    if hasPrefix "/" file then null else foldl' add [ ] (filter isString (split "/" file));

  isOutputsFile =
    file:
    let
      parts = partsOf file;
    in
    parts != null && parts != [ ] && parts != [ "flake.nix" ];

  # A path literal where Nix can read one, else a path made from text.
  fileText =
    file:
    let
      trimmed = trimEnd "/" (
        check {
          inherit what;
          expected = "a file or directory below `flake.nix` as `outputsFile`";
          help = "name one, such as `./nix/flake`";
        } (isOutputsFile file) file
      );
      path = if hasPrefix "./" trimmed || hasPrefix "../" trimmed then trimmed else "./${trimmed}";
    in
    if match "\\.\\.?(/[a-zA-Z0-9._+-]+)+" path != null then
      path
    else
      "(./. + ${quote (if hasPrefix "./" path then builtins.substring 1 (-1) path else "/${path}")})";

  outputsLine =
    file:
    let
      line = "outputs = inputs: import ${fileText file} inputs;";
    in
    # nixfmt's width, less the indentation.
    if stringLength line <= 98 then
      "  ${line}"
    else
      "  outputs =\n    inputs:\n    import ${fileText file} inputs;";

  # Comments as they are; anything else would end up in the flake as code.
  headerLines =
    header:
    let
      lines = filter isString (split "\n" (trimEnd "\n" header));
      bad = filter (line: line != "" && !hasPrefix "#" line) lines;
    in
    if trimEnd "\n" header == "" then
      ""
    else if bad == [ ] then
      concatStringsSep "" (map (line: "${line}\n") lines)
    else
      throw "${what}: `header` has the line ${show (head bad)}, expected comments; start the line with `#`";

  trimEnd =
    end: text: if removeSuffix end text == text then text else trimEnd end (removeSuffix end text);
}
