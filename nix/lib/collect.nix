# What files declare at their top, without calling them.
_:
let
  exports = import ./internal/exports.nix;
  hosts = import ./internal/hosts.nix;
  inputs = import ./internal/inputs.nix;
  outputs = import ./internal/outputs.nix;
in
{
  /**
    The flake inputs that files declare as `__inputs`.

    The same input may be declared alike in several files. Unlike declarations throw, naming both
    places.

    # Inputs

    `sources`

    : A path, or a list of paths.

    # Type

    ```
    collectInputs :: Path | [Path] -> { NAME = AttrSet; }
    ```

    # Examples

    ```nix
    imp.collectInputs ./outputs
    => { treefmt-nix = { url = "github:numtide/treefmt-nix"; }; }
    ```
  */
  collectInputs =
    sources:
    builtins.mapAttrs (_: input: input.definition) (inputs.collect "imp.collectInputs" sources);

  /**
    What files push to sinks with `__exports`.

    It may also stand in what `__functor` returns. That is looked at without arguments: names and strategies that need
    one throw, and `__exports` itself must be written out, or computed without them by a file that has the word in its code. Values
    wait for the arguments.

    # Inputs

    `sources`

    : A path, or a list of paths.

    # Type

    ```
    collectExports :: Path | [Path] -> { SINK = [ { source :: String; value :: Any; strategy :: String | Null; } ]; }
    ```

    # Examples

    ```nix
    imp.collectExports ./registry
    => { "desktop.nixos" = [ { source = "/…/audio.nix"; strategy = null; value = { … }; } ]; }
    ```
  */
  collectExports = exports.collect "imp.collectExports" { };

  # With the real arguments for exports that stand in what `__functor` returns; not for users.
  __collectExportsWith = exports.collect "imp.exports";

  /**
    The hosts that files declare with `__host`, by the name of the file or of its directory.

    # Inputs

    `sources`

    : A path, or a list of paths.

    # Type

    ```
    collectHosts :: Path | [Path] -> { NAME = { __host; config; extraConfig; __source :: String; }; }
    ```

    # Examples

    ```nix
    imp.collectHosts ./registry/hosts
    => { workstation = { __host = { system = "x86_64-linux"; … }; config = ./config; … }; }
    ```
  */
  collectHosts = hosts.collect "imp.collectHosts";

  /**
    The flake outputs that files declare with `__outputs`, those for each system apart from the others.

    # Inputs

    `sources`

    : A path, or a list of paths.

    # Type

    ```
    collectOutputs :: Path | [Path] -> { flake = { OUTPUT = [ { source; value; } ]; }; perSystem = { OUTPUT = [ { source; value; } ]; }; }
    ```

    # Examples

    ```nix
    imp.collectOutputs ./registry
    => { flake = { }; perSystem = { packages = [ { source = "/…/hello.nix"; value = { … }; } ]; }; }
    ```
  */
  collectOutputs = outputs.collect "imp.collectOutputs";
}
