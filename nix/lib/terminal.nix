# Methods that end a chain: the files themselves.
{
  deliver,
  listOf,
  state,
  update,
  ...
}:
let
  inherit (import ./internal/call.nix) isCallable;
  inherit (import ./internal/errors.nix) check;
in
rec {
  /**
    Give a function the list of files, and be what it returns.

    # Inputs

    `f`

    : Takes the list of files.

    `root`

    : As for `imp` itself. For the roots added so far alone, take `.result` instead.

    # Type

    ```
    pipeTo :: ([Path] -> a) -> Path -> a
    ```

    # Examples

    ```nix
    imp.pipeTo builtins.length ./modules
    => 12
    ((imp.addPath ./modules).pipeTo builtins.length).result
    => 12
    ```
  */
  pipeTo =
    f:
    let
      what = "imp.pipeTo";
    in
    builtins.seq
      (check {
        inherit what;
        expected = "a function of the list of files";
        help = "write `imp.pipeTo (files: …) ./dir`";
      } (isCallable f) f)
      (update {
        inherit what;
        pipe = f;
      });

  /**
    The list of files below a directory.

    # Inputs

    `root`

    : As for `imp` itself.

    # Type

    ```
    leafs :: Path -> [Path]
    ```

    # Examples

    ```nix
    imp.leafs ./modules
    => [ ./modules/base.nix ./modules/services/ssh.nix ]
    ```
  */
  leafs = update {
    what = "imp.leafs";
    pipe = files: files;
  };

  /**
    The same as `leafs`.

    # Inputs

    `root`

    : As for `leafs`.

    # Type

    ```
    leaves :: Path -> [Path]
    ```

    # Examples

    ```nix
    imp.leaves ./modules
    ```
  */
  leaves = leafs;

  /**
    The list of files for the roots added so far.

    # Type

    ```
    files :: [Path]
    ```

    # Examples

    ```nix
    (imp.addPath ./modules).files
    => [ ./modules/base.nix ./modules/services/ssh.nix ]
    ```
  */
  files = listOf (state // { what = "imp.files"; });

  /**
    The module for the roots added so far, or what `pipeTo` makes of their files.

    # Type

    ```
    result :: Module
    ```

    # Examples

    ```nix
    { imports = [ (imp.addPath ./modules).result ]; }
    ```
  */
  result = deliver state;
}
