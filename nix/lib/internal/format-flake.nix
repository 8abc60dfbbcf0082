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
    isBool
    isInt
    isList
    isString
    length
    match
    replaceStrings
    split
    ;
  inherit (import ./errors.nix) check show;
  inherit (import ./strings.nix)
    fitsLine
    hasPrefix
    hasSuffix
    quote
    removeSuffix
    trimEnd
    ;
  inherit (import ./format.nix what) bindingText;

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
    if isShort definition then
      [ (bindingText depth [ name "url" ] definition.url) ]
      ++ map (
        input:
        bindingText depth [
          name
          "inputs"
          input
          "follows"
        ] definition.inputs.${input}.follows
      ) (attrNames (definition.inputs or { }))
    else
      [ (bindingText depth [ name ] definition) ];

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

  # -> { literal; text; }: the path as Nix reads it without quotes, or null, and as a string behind `./. +`
  pathOf =
    file:
    let
      trimmed = withoutSlashes (
        check {
          inherit what;
          expected = "a file or directory below `flake.nix` as `outputsFile`";
          help = "name one, such as `./nix/flake`";
        } (isOutputsFile file) file
      );
      path = if hasPrefix "./" trimmed || hasPrefix "../" trimmed then trimmed else "./${trimmed}";
    in
    {
      literal = if match "\\.\\.?(/[a-zA-Z0-9._+-]+)+" path != null then path else null;
      text = quote (if hasPrefix "./" path then builtins.substring 1 (-1) path else "/${path}");
    };

  # From wide to narrow; nixfmt takes the first way that fits.
  outputsLines =
    file:
    let
      inherit (pathOf file) literal text;
      call = "import ${if literal == null then "(./. + ${text})" else literal} inputs;";
      broken = lines: [ "outputs =" ] ++ lines;
      inBrackets =
        lines:
        broken (
          [
            "  inputs:"
            "  import ("
          ]
          ++ lines
          ++ [ "  ) inputs;" ]
        );
      ways = [
        [ "outputs = inputs: ${call}" ]
        (broken [ "  inputs: ${call}" ])
        (broken [
          "  inputs:"
          "  ${call}"
        ])
      ]
      ++ (
        if literal != null then
          [ ]
        else
          [
            (inBrackets [ "    ./. + ${text}" ])
            (inBrackets [
              "    ./."
              "    + ${text}"
            ])
          ]
      );
      fitting = filter (all fitsLine) ways;
      lines = if fitting == [ ] then elemAt ways (length ways - 1) else head fitting;
    in
    concatStringsSep "\n" (map (line: "  ${line}") lines);

  # Nix reads settings without evaluating anything: a sign is no literal. A path would be another one elsewhere.
  nixConfigLines =
    settings:
    let
      isSetting =
        value:
        isString value || isBool value || isInt value && value >= 0 || isList value && all isString value;
      bad = filter (name: !isSetting settings.${name}) (attrNames settings);
      refused = check {
        inherit what;
        expected = "a string, a Boolean, an integer from 0 on or a list of strings as `nixConfig.${head bad}`";
        help = "write one, or leave the setting out";
      } false settings.${head bad};
    in
    if settings == { } then
      ""
    else if bad == [ ] then
      "  ${bindingText 1 [ "nixConfig" ] settings}\n"
    else
      refused;

  # Comments, as nixfmt leaves them; anything else would end up in the flake as code. To Nix each kind
  # of line end is the end of a comment.
  headerLines =
    header:
    let
      lines = map trimEnd (
        filter isString (split "\n" (replaceStrings [ "\r\n" "\r" ] [ "\n" "\n" ] header))
      );
      bad = filter (line: line != "" && !hasPrefix "#" line) lines;
      # One blank line at most, and only between others.
      add =
        text: line:
        if line != "" then
          "${text}${line}\n"
        else if text == "" || hasSuffix "\n\n" text then
          text
        else
          "${text}\n";
    in
    if bad == [ ] then
      withoutBlank (foldl' add "" lines)
    else
      throw "${what}: `header` has the line ${builtins.toJSON (head bad)}, expected comments; start the line with `#`";

  withoutBlank = text: if hasSuffix "\n\n" text then removeSuffix "\n" text else text;

  withoutSlashes = path: if hasSuffix "/" path then withoutSlashes (removeSuffix "/" path) else path;
}
