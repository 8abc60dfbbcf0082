# Directories that hold the parts of one thing: `shellHook.d`, `packages.d`.
_:
let
  inherit (builtins) isAttrs;
  inherit (import ./internal/call.nix) apply;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/paths.nix) existing isDirectory;
  internal = import ./internal/fragments.nix;
  scan = import ./internal/scan.nix;

  load =
    method: use: dir:
    let
      path = existing "imp.${method}" dir;
      checked = check {
        what = "imp.${method}";
        expected = "a directory of parts";
        help = "write `imp.${method} ./NAME.d`";
      } (isDirectory path) path;
    in
    internal.views "imp.${method}" (
      map (part: {
        inherit (part) path;
        value = use part.path (internal.load part);
      }) (internal.partsOfRoot (scan.root checked))
    );
in
{
  /**
    The parts in a directory, in byte order of their names.

    Parts are Nix files, directories with `default.nix` or `package.nix`, and `.sh` files, which are read
    as text.

    # Inputs

    `dir`

    : The directory.

    # Type

    ```
    fragments :: Path -> { list :: [Any]; asString :: String; asList :: [Any]; asAttrs :: AttrSet; }
    ```

    # Examples

    ```nix
    (imp.fragments ./shellHook.d).asString
    => "export EDITOR=vi\nexport PAGER=less\n"
    ```
  */
  fragments = load "fragments" (_: value: value);

  /**
    The same as `fragments`, calling the parts that are functions.

    # Inputs

    `args`

    : The arguments for the parts.

    `dir`

    : The directory.

    # Type

    ```
    fragmentsWith :: AttrSet -> Path -> { list :: [Any]; asString :: String; asList :: [Any]; asAttrs :: AttrSet; }
    ```

    # Examples

    ```nix
    (imp.fragmentsWith { inherit pkgs; } ./packages.d).asAttrs
    => { hello = «derivation hello»; }
    ```
  */
  fragmentsWith =
    args:
    builtins.seq (check {
      what = "imp.fragmentsWith";
      expected = "a set of arguments for the parts";
      help = "write `imp.fragmentsWith { inherit pkgs; } ./NAME.d`";
    } (isAttrs args) args) (load "fragmentsWith" (path: apply "the file `${toString path}`" args));
}
