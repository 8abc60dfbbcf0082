# The registry: a directory as names.
_:
let
  inherit (builtins) isAttrs;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/paths.nix) directory isPathLike toPath;
  arguments = import ./internal/arguments.nix;
  internal = import ./internal/registry.nix;

  build = what: dir: internal.build (directory what dir);

  isRegistry =
    what: value:
    check {
      inherit what;
      expected = "a registry";
      help = "make one with `imp.registry ./dir`";
    } (isAttrs value) value;

  functions = {
    buildRegistry = build "buildRegistry";

    flattenRegistry =
      registry:
      builtins.mapAttrs (_: internal.pathOf) (internal.table (isRegistry "flattenRegistry" registry));

    lookup =
      name: registry: internal.pathOf (internal.find "lookup" (isRegistry "lookup" registry) name);

    makeResolver =
      registry: name:
      internal.pathOf (internal.find "the resolver" (isRegistry "makeResolver" registry) name);

    toPath =
      value:
      toPath (
        check {
          what = "toPath";
          expected = "a registry node or a path";
          help = "take it from the registry, as in `registry.hosts.server`";
        } (isPathLike value) value
      );

    isRegistryNode = internal.isNode;
  };
in
{
  /**
    The registry of a directory: files and directories with `default.nix` as paths, other directories
    as sets of their entries with the directory itself as `__path`.

    # Inputs

    `dir`

    : The directory.

    # Type

    ```
    registry :: Path -> AttrSet
    ```

    # Examples

    ```nix
    (imp.registry ./registry).modules.nixos
    => { __path = ./registry/modules/nixos; base = ./registry/modules/nixos/base.nix; }
    ```
  */
  registry = build "imp.registry";

  /**
    The functions on registries.

    `buildRegistry dir` is `imp.registry dir`. `flattenRegistry registry` gives dotted names to paths,
    directories included. `lookup name registry` and `makeResolver registry name` give the path of a
    dotted name, or throw with the names that there are. Of `a/b.nix` and `a.b.nix` the second is `"a.b"`, in quotes. `toPath node` is the path of a node, and
    `isRegistryNode value` tells whether a value is a directory in a registry.

    # Inputs

    `lib`

    : The library of nixpkgs.

    # Type

    ```
    registryModule :: { lib :: AttrSet; } -> { buildRegistry; flattenRegistry; lookup; makeResolver; toPath; isRegistryNode; }
    ```

    # Examples

    ```nix
    (imp.registryModule { inherit lib; }).lookup "modules.nixos.base" registry
    => ./registry/modules/nixos/base.nix
    ```
  */
  registryModule =
    given:
    builtins.seq
      (arguments.named "imp.registryModule" {
        lib = arguments.lib // {
          test = isAttrs;
        };
      } given).lib
      functions;
}
