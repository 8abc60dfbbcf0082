# Directories as nested sets of the values in their files.
{
  filtersOf,
  libFor,
  state,
  through,
  ...
}:
let
  inherit (builtins) isAttrs seq;
  inherit (import ./internal/call.nix) isCallable;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/paths.nix) directory;
  internal = import ./internal/tree.nix;

  build =
    method: f: dir:
    internal.fromPath (
      filtersOf state
      // {
        value = { path, ... }: f (import path);
      }
    ) (directory "imp.${method}" dir);
in
{
  /**
    A directory as nested sets: names of files and directories to the imported values.

    Fragment directories of known output names (`packages.d`) are merged into the output.

    # Inputs

    `dir`

    : The directory. Filters, `initFilter` among them, and `mapTree` apply; `lib` must have been given.

    # Type

    ```
    tree :: Path -> AttrSet
    ```

    # Examples

    ```nix
    (imp.withLib lib).tree ./outputs
    => { overlays = { default = «lambda»; }; perSystem = { packages = «lambda»; }; }
    ```
  */
  tree = dir: seq (libFor "tree") (build "tree" (value: through value state.treeMaps) dir);

  /**
    The same as `tree`, with `lib` and the function for each value as arguments.

    # Inputs

    `lib`

    : The library of nixpkgs.

    `f`

    : Takes the value of a file. Functions added with `mapTree` run before it.

    `dir`

    : The directory.

    # Type

    ```
    treeWith :: AttrSet -> (a -> b) -> Path -> AttrSet
    ```

    # Examples

    ```nix
    imp.treeWith lib (file: file { inherit lib; }) ./outputs
    ```
  */
  treeWith =
    lib: f:
    seq
      (check {
        what = "imp.treeWith";
        expected = "nixpkgs' `lib` as the first argument";
        help = "write `imp.treeWith lib f ./dir`";
      } (isAttrs lib) lib)
      (
        seq (check {
          what = "imp.treeWith";
          expected = "a function as the second argument";
          help = "write `imp.treeWith lib (value: …) ./dir`";
        } (isCallable f) f) (build "treeWith" (value: f (through value state.treeMaps)))
      );
}
