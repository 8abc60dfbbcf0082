# What may stand in a module's `imports`.
{ state, ... }:
let
  inherit (builtins) isList;
  inherit (import ./internal/errors.nix) check;
  internal = import ./internal/imports.nix;
in
{
  /**
    A list of modules from registry nodes, paths and modules.

    A directory node stands for every file below it. A file that holds `__module`, or a function that
    takes `inputs`, `exports` or `registry` and neither `config` nor `pkgs`, is unwrapped to its module. The
    overlays in its `__overlays`, a list or a set of them by name, go into `nixpkgs.overlays`.

    # Inputs

    `items`

    : Registry nodes, paths, modules, sinks, or another `imp`.

    # Type

    ```
    imports :: [Module] -> [Module]
    ```

    # Examples

    ```nix
    { imports = imp.imports [ registry.modules.nixos.base registry.users ./hardware.nix ]; }
    ```
  */
  imports =
    items:
    map (internal.module { inherit (state) flakeArgs registryName; }) (
      check {
        what = "imp.imports";
        expected = "a list of registry nodes, paths and modules";
        help = "write `imp.imports [ … ]`";
      } (isList items) items
    );
}
