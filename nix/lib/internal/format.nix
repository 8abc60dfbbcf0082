# Values as Nix text, as nixfmt writes it. `what` is the function that errors name.
what:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    head
    isAttrs
    isList
    length
    toJSON
    typeOf
    ;
  inherit (import ./strings.nix)
    attrName
    hasPrefix
    quote
    ;
  inherit (import ./errors.nix) show;

  spaces = depth: concatStringsSep "" (builtins.genList (_: "  ") depth);

  block =
    depth: open: lines: close:
    "${open}\n"
    + concatStringsSep "" (map (line: "${spaces (depth + 1)}${line}\n") lines)
    + "${spaces depth}${close}";

  # A list of one stays on its line, unless it holds something that does not. A negative number
  # would be an operation there.
  listText =
    depth: list:
    let
      only = head list;
      isPlain = !(isAttrs only || isList only) || only == { } || only == [ ];
      inner =
        value:
        let
          text = valueText (depth + 1) value;
        in
        if hasPrefix "-" text then "(${text})" else text;
    in
    if list == [ ] then
      "[ ]"
    else if length list == 1 && isPlain then
      "[ ${inner only} ]"
    else
      block depth "[" (map inner list) "]";

  setText =
    depth: set:
    if set == { } then "{ }" else block depth "{" (map (binding (depth + 1) set) (attrNames set)) "}";

  binding =
    depth: set: name:
    "${attrName name} = ${valueText depth set.${name}};";

  valueText =
    depth: value:
    {
      bool = if value == true then "true" else "false";
      float = toJSON value;
      int = toString value;
      list = listText depth value;
      null = "null";
      path = toString value;
      set = setText depth value;
      string = quote (builtins.unsafeDiscardStringContext value);
    }
    .${typeOf value}
    or (throw "${what}: got ${show value}, expected text, numbers, booleans, `null`, lists and sets of them; an input can't hold anything else");
in
{
  inherit valueText;
}
