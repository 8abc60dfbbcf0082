# NixOS systems from declarations.
_:
let
  inherit (builtins) isAttrs;
  arguments = import ./internal/arguments.nix;
  internal = import ./internal/hosts.nix;
  inherit (import ./internal/paths.nix) isImp;

  isHost = value: isAttrs value && isAttrs (value.__host or null);
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
    args:
    let
      given = arguments.named "imp.buildHosts" {
        lib = arguments.lib // {
          expected = "nixpkgs' `lib` with `nixosSystem`";
          test = value: isAttrs value && value ? nixosSystem;
        };
        imp = {
          expected = "an `imp`";
          test = isImp;
          help = "write `imp = inputs.imp.withLib lib;`";
        };
        hosts = {
          expected = "what `imp.collectHosts` gives";
          test = value: isAttrs value && builtins.all isHost (builtins.attrValues value);
          help = "write `hosts = imp.collectHosts ./dir;`";
        };
        flakeArgs = {
          expected = "a set of arguments for modules";
          test = isAttrs;
          help = "write `flakeArgs = { inherit inputs registry exports; };`";
        };
        hostDefaults = {
          expected = "a set of fields of `__host`";
          test = isAttrs;
          help = "write `hostDefaults.system = \"x86_64-linux\";`";
          default = { };
        };
        registry = {
          expected = "a registry";
          test = isAttrs;
          help = "make one with `imp.registry ./dir`";
          default = given.flakeArgs.registry or { };
        };
      } args;
    in
    builtins.mapAttrs (internal.build (removeAttrs given [ "hosts" ])) given.hosts;
}
