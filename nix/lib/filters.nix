# Which files of a tree are taken.
{ state, update, ... }:
let
  inherit (builtins)
    addErrorContext
    isBool
    isString
    match
    toJSON
    ;
  inherit (import ./internal/call.nix) isCallable;
  inherit (import ./internal/errors.nix) check show;

  predicate =
    method: value:
    check {
      what = "imp.${method}";
      expected = "a predicate on the path below the root";
      help = "write `imp.${method} (path: …)`, where `path` is a string such as \"/services/ssh.nix\"";
    } (isCallable value) value;

  regex =
    method: value:
    check {
      what = "imp.${method}";
      expected = "a regular expression";
      help = "write it as a string, such as `imp.${method} \".*/services/.*\"`";
    } (isString value) value;

  # What a predicate says of a path, which must be yes or no.
  asked =
    method: test: path:
    let
      answer = test path;
    in
    check {
      what = "imp.${method}: the predicate on ${toJSON path}";
      expected = "`true` or `false`";
      help = "write one that takes the path and compares it, such as `path: path == \"/base.nix\"`";
    } (isBool answer) answer;

  # Nix can't catch its own error for a bad expression, so ours stands around it.
  matches =
    method: re: path:
    addErrorContext
      "imp.${method}: got ${show re}, expected a regular expression as `builtins.match` takes it; correct it, and put `\\\\` before characters that stand for themselves"
      (match re path != null);

  # Checked at once, where the mistake is, and not when files are asked for.
  add =
    checked: test:
    builtins.seq checked (update {
      filters = state.filters ++ [ test ];
    });

  addMatch =
    method: re: test:
    add (builtins.seq (regex method re) (matches method re "")) test;
in
{
  /**
    Keep only the files whose path satisfies a predicate, beside all filters before it.

    # Inputs

    `predicate`

    : Takes the path below the root, a string with a leading `/`, and tells whether to keep the file.

    # Type

    ```
    filter :: (String -> Bool) -> Imp
    ```

    # Examples

    ```nix
    (imp.filter (lib.hasInfix "/services/")).leafs ./modules
    => [ ./modules/services/nginx.nix ./modules/services/ssh.nix ]
    ```
  */
  filter = test: add (predicate "filter" test) (asked "filter" test);

  /**
    Drop the files whose path satisfies a predicate.

    # Inputs

    `predicate`

    : Takes the path below the root, a string with a leading `/`, and tells whether to drop the file.

    # Type

    ```
    filterNot :: (String -> Bool) -> Imp
    ```

    # Examples

    ```nix
    (imp.filterNot (lib.hasSuffix "/hardware.nix")) ./hosts
    ```
  */
  filterNot = test: add (predicate "filterNot" test) (path: !asked "filterNot" test path);

  /**
    Keep only the files whose whole path matches a regular expression.

    # Inputs

    `regex`

    : As for `builtins.match`: it must match the path from its leading `/` to its end.

    # Type

    ```
    match :: String -> Imp
    ```

    # Examples

    ```nix
    (imp.match "/[a-z]+@[a-z]+\\.nix").leafs ./homes
    => [ ./homes/alice@workstation.nix ]
    ```
  */
  match = re: addMatch "match" re (matches "match" re);

  /**
    Drop the files whose whole path matches a regular expression.

    # Inputs

    `regex`

    : As for `builtins.match`: it must match the path from its leading `/` to its end.

    # Type

    ```
    matchNot :: String -> Imp
    ```

    # Examples

    ```nix
    (imp.matchNot "/wip/.+") ./modules
    ```
  */
  matchNot = re: addMatch "matchNot" re (path: !matches "matchNot" re path);

  /**
    Replace the first filter, which takes Nix files and leaves out every path with `/_` in it.

    # Inputs

    `predicate`

    : Takes the path below the root, a string with a leading `/`. All files are asked about, also
      those that are not Nix and those that are hidden; in `tree` such a file has its whole name.

    # Type

    ```
    initFilter :: (String -> Bool) -> Imp
    ```

    # Examples

    ```nix
    (imp.initFilter (lib.hasSuffix ".md")).leafs ./docs
    => [ ./docs/intro.md ]
    ```
  */
  initFilter =
    test:
    builtins.seq (predicate "initFilter" test) (update {
      initFilter = asked "initFilter" test;
    });
}
