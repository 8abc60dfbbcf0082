# Values as Nix text, as nixfmt writes it. `what` is the function that errors name.
what:
let
  inherit (builtins)
    all
    attrNames
    concatStringsSep
    elemAt
    filter
    head
    isAttrs
    isList
    isPath
    isString
    length
    match
    split
    toJSON
    typeOf
    ;
  inherit (import ./strings.nix)
    attrName
    fitsLine
    hasPrefix
    isBareName
    quote
    ;
  inherit (import ./errors.nix) show;

  spaces = depth: concatStringsSep "" (builtins.genList (_: "  ") depth);

  block =
    depth: open: lines: close:
    "${open}\n"
    + concatStringsSep "" (map (line: "${spaces (depth + 1)}${line}\n") lines)
    + "${spaces depth}${close}";

  # Whether a value is a list of one that holds nothing with lines of its own.
  isListOfOne =
    value:
    let
      only = head value;
    in
    isList value && length value == 1 && (!(isAttrs only || isList only) || only == { } || only == [ ]);

  # A negative number would be an operation in a list.
  itemText =
    depth: value:
    let
      text = valueText depth value;
    in
    if hasPrefix "-" text then "(${text})" else text;

  listText =
    depth: list:
    if list == [ ] then
      "[ ]"
    else if isListOfOne list then
      "[ ${itemText depth (head list)} ]"
    else
      brokenListText depth list;

  brokenListText = depth: list: block depth "[" (map (itemText (depth + 1)) list) "]";

  setText =
    depth: set:
    if set == { } then
      "{ }"
    else
      block depth "{" (map (name: bindingText (depth + 1) [ name ] set.${name}) (attrNames set)) "}";

  # `path` is what stands before the `=`, as a list of names. Behind bare names text, paths and sets
  # begin on the same line however long it gets; anything else moves to the next one. A list of one is broken up where
  # it does not fit.
  bindingText =
    depth: path: value:
    let
      name = concatStringsSep "." (map attrName path);
      stays = all isBareName path && (isString value || isPath value || (isAttrs value && value != { }));
      fits = text: fitsLine (head (split "\n" text));
      broken = depth: if isListOfOne value then [ (brokenListText depth value) ] else [ ];
      here = map (text: "${name} = ${text};") ([ (valueText depth value) ] ++ broken depth);
      below = map (text: "${text};") ([ (valueText (depth + 1) value) ] ++ broken (depth + 1));
      fitting = filter fits here;
      fittingBelow = filter fits below;
    in
    if stays then
      head here
    else if fitting != [ ] then
      head fitting
    else
      "${name} =\n${spaces (depth + 1)}${head (if fittingBelow == [ ] then below else fittingBelow)}";

  # Nix reads no float without a point, which JSON has only where it must.
  floatText =
    value:
    let
      text = toJSON value;
      parts = match "(-?[0-9]+)(e.*)?" text;
      exponent = elemAt parts 1;
    in
    if text == "null" then
      refuse "a number without an end"
    else if parts == null then
      text
    else
      "${head parts}.0${if exponent == null then "" else exponent}";

  # The smallest one is the negation of a number that is too large.
  intText =
    value:
    let
      text = toString value;
    in
    if text == "-9223372036854775808" then "-9223372036854775807 - 1" else text;

  # What a path literal can't hold is made from text.
  pathText =
    value:
    let
      text = toString value;
    in
    if match "(/[a-zA-Z0-9._+-]+)+" text != null then text else "(/. + ${quote text})";

  refuse =
    got:
    throw "${what}: got ${got}, expected text, numbers, booleans, `null`, lists and sets of them; an input can't hold anything else";

  valueText =
    depth: value:
    {
      bool = if value == true then "true" else "false";
      float = floatText value;
      int = intText value;
      list = listText depth value;
      null = "null";
      path = pathText value;
      set = if value.type or null == "derivation" then refuse (show value) else setText depth value;
      string = quote (builtins.unsafeDiscardStringContext value);
    }
    .${typeOf value} or (refuse (show value));
in
{
  inherit bindingText valueText;
}
