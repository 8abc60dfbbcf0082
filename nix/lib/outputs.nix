# Flake outputs from declarations.
_:
let
  inherit (builtins) isAttrs;
  arguments = import ./internal/arguments.nix;
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
    args:
    let
      given = arguments.named "imp.buildOutputs" {
        lib = arguments.lib // {
          test = isAttrs;
        };
        collected = {
          expected = "what `imp.collectOutputs` gives";
          test = value: isAttrs (value.flake or null) && isAttrs (value.perSystem or null);
          help = "write `collected = imp.collectOutputs ./dir;`";
        };
      } args;
    in
    builtins.seq given.lib (
      builtins.seq given.collected {
        flake = internal.build given.collected.flake;
        perSystem = internal.build given.collected.perSystem;
      }
    );
}
