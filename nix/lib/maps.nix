# What happens to each file, or to each value of a tree.
{ state, update, ... }:
let
  inherit (import ./internal/call.nix) isCallable;
  inherit (import ./internal/errors.nix) check;

  function =
    method: value:
    check {
      what = "imp.${method}";
      expected = "a function";
      help = "write `imp.${method} (${if method == "map" then "file" else "value"}: …)`";
    } (isCallable value) value;
in
{
  /**
    Apply a function to each file that is taken; of several, the last added runs last.

    # Inputs

    `f`

    : Takes the path of a file. What is no file, such as a module in a list, is not given to it.

    # Type

    ```
    map :: (Path -> a) -> Imp
    ```

    # Examples

    ```nix
    (imp.map import).leafs ./settings
    => [ { colour = "blue"; } { size = 3; } ]
    ```
  */
  map =
    f:
    builtins.seq (function "map" f) (update {
      maps = state.maps ++ [ f ];
    });

  /**
    Apply a function to each value in `tree`; of several, the last added runs last.

    # Inputs

    `f`

    : Takes the value of a file.

    # Type

    ```
    mapTree :: (a -> b) -> Imp
    ```

    # Examples

    ```nix
    ((imp.withLib lib).mapTree (file: file { inherit pkgs; })).tree ./packages
    => { hello = «derivation hello»; }
    ```
  */
  mapTree =
    f:
    builtins.seq (function "mapTree" f) (update {
      treeMaps = state.treeMaps ++ [ f ];
    });
}
