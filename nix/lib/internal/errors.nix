# One form for every error: the function or option, the value, what was expected, the way out.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    genList
    elemAt
    length
    toJSON
    typeOf
    ;
  inherit (import ./strings.nix) quote;

  # Enough names to recognise a value by; a whole package set would bury the message.
  someNames =
    set:
    let
      names = attrNames set;
      shown = genList (elemAt names) (if length names > 5 then 5 else length names);
    in
    concatStringsSep ", " (map (name: "`${name}`") shown) + (if length names > 5 then ", …" else "");
in
rec {
  # A value as a few words. Forces no more of it than its type and its attribute names.
  show =
    value:
    {
      bool = if value == true then "`true`" else "`false`";
      float = "the number ${toJSON value}";
      int = "the number ${toString value}";
      lambda = "a function";
      list = "a list of ${toString (length value)}";
      null = "`null`";
      path = "the path `${toString value}`";
      set =
        if value == { } then
          "an empty set"
        else if value.type or null == "derivation" then
          "a derivation"
        else
          "a set of ${someNames value}";
      # Not as JSON, which Nix makes of UTF-8 only.
      string = "the string ${quote (builtins.unsafeDiscardStringContext value)}";
    }
    .${typeOf value};

  fail =
    {
      what,
      got,
      expected,
      help,
    }:
    throw "${what}: got ${got}, expected ${expected}; ${help}";

  # `value` when `test` holds, else the error.
  check =
    {
      what,
      expected,
      help,
    }:
    test: value:
    if test then
      value
    else
      fail {
        inherit what expected help;
        got = show value;
      };
}
