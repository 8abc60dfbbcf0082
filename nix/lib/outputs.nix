# Flake outputs from declarations.
_:
let
  internal = import ./internal/outputs.nix;
in
{
  /**
    Flake outputs from what `collectOutputs` gives, once the arguments are there.

    A value that names its arguments is called with them, except where others call it: overlays,
    modules and `lib`.

    # Inputs

    `lib`

    : The library of nixpkgs.

    `collected`

    : What `collectOutputs` gives.

    # Type

    ```
    buildOutputs :: { lib; collected; } -> { flake :: AttrSet -> AttrSet; perSystem :: AttrSet -> AttrSet; }
    ```

    # Examples

    ```nix
    (imp.buildOutputs { inherit lib collected; }).perSystem { inherit pkgs; }
    => { packages = { hello = «derivation hello»; }; }
    ```
  */
  buildOutputs =
    { lib, collected }:
    builtins.seq lib {
      flake = internal.build collected.flake;
      perSystem = internal.build collected.perSystem;
    };
}
