# NixOS systems from declarations.
_:
let
  internal = import ./internal/hosts.nix;
in
{
  /**
    NixOS systems from what `collectHosts` gives.

    # Inputs

    `lib`

    : The library of nixpkgs, with `nixosSystem`.

    `imp`

    : An `imp` with that `lib`.

    `hosts`

    : What `collectHosts` gives.

    `flakeArgs`

    : What modules get as special arguments: `inputs`, `registry`, `exports`, and the like.

    `hostDefaults`

    : Fields of `__host` for hosts that don't have them.

    `registry`

    : Where names in `bases` and `modules` are looked up; `flakeArgs.registry` when it is not given.

    # Type

    ```
    buildHosts :: { lib; imp; hosts; flakeArgs; hostDefaults ? { }; registry ? flakeArgs.registry; } -> { NAME = NixosSystem; }
    ```

    # Examples

    ```nix
    imp.buildHosts {
      inherit lib imp;
      hosts = imp.collectHosts ./registry/hosts;
      flakeArgs = { inherit inputs registry exports; };
    }
    => { workstation = «nixosSystem»; }
    ```
  */
  buildHosts =
    {
      lib,
      imp,
      hosts,
      flakeArgs,
      hostDefaults ? { },
      registry ? flakeArgs.registry or { },
    }:
    builtins.mapAttrs (internal.build {
      inherit
        lib
        imp
        flakeArgs
        hostDefaults
        registry
        ;
    }) hosts;
}
