# Directories in which the path of a file is the option that it sets.
{ filtersOf, state, ... }:
let
  inherit (builtins)
    attrNames
    elem
    filter
    head
    isAttrs
    isList
    ;
  inherit (import ./internal/errors.nix) check fail show;
  inherit (import ./internal/paths.nix) directory isPathLike;
  internal = import ./internal/config-tree.nix;

  strategies = [
    "override"
    "merge"
  ];

  options = {
    strategy = "override";
    extraArgs = { };
  };

  extraArgs =
    method: value:
    check {
      what = "imp.${method}";
      expected = "a set of arguments for the files";
      help = "write `imp.${method} { inherit inputs; } …`";
    } (isAttrs value) value;

  single =
    method: args:
    builtins.seq (extraArgs method args) (
      dir:
      let
        dirs = [ (directory "imp.${method}" dir) ];
      in
      internal.module dirs (
        moduleArgs:
        head (
          internal.configs {
            inherit dirs;
            filters = filtersOf state;
            extraArgs = args;
          } moduleArgs
        )
      )
    );

  several =
    given: dirs:
    let
      unknown = filter (name: !options ? ${name}) (attrNames given);
      all = options // given;
      directories = map (directory "imp.mergeConfigTrees") (
        check {
          what = "imp.mergeConfigTrees";
          expected = "a list of directories";
          help = "write `imp.mergeConfigTrees [ ./base ./config ]`";
        } (isList dirs) dirs
      );
    in
    if unknown != [ ] then
      fail {
        what = "imp.mergeConfigTrees";
        got = "the option `${head unknown}`";
        expected = "`strategy` or `extraArgs`";
        help = "remove it";
      }
    else if !elem all.strategy strategies then
      fail {
        what = "imp.mergeConfigTrees";
        got = "${show all.strategy} as `strategy`";
        expected = "\"override\" or \"merge\"";
        help = "\"override\" lets later directories win, \"merge\" leaves it to the module system";
      }
    else
      internal.module directories (
        { lib, ... }@moduleArgs:
        (if all.strategy == "override" then internal.override else internal.merge lib) (
          internal.configs {
            filters = filtersOf state;
            extraArgs = extraArgs "mergeConfigTrees" all.extraArgs;
            dirs = directories;
          } moduleArgs
        )
      );
in
{
  /**
    A module from a directory in which paths are option paths: `programs/git.nix` sets `programs.git`.

    # Inputs

    `dir`

    : The directory. Its own `default.nix` is left out, so that it may be the caller. A file may be a
      function, which gets the module arguments.

    # Type

    ```
    configTree :: Path -> Module
    ```

    # Examples

    ```nix
    { imports = [ (imp.configTree ./config) ]; }
    ```
  */
  configTree = single "configTree" { };

  /**
    The same as `configTree`, with more arguments for the files.

    # Inputs

    `args`

    : Given to files that are functions, over the module arguments.

    `dir`

    : The directory.

    # Type

    ```
    configTreeWith :: AttrSet -> Path -> Module
    ```

    # Examples

    ```nix
    { imports = [ (imp.configTreeWith { inherit inputs; } ./config) ]; }
    ```
  */
  configTreeWith = single "configTreeWith";

  /**
    One module from several config trees.

    # Inputs

    `options` (may be left out)

    : `strategy`: with `"override"`, the default, later directories win, option by option; with
      `"merge"` the module system merges them. `extraArgs`: more arguments for the files.

    `dirs`

    : The directories, as for `configTree`.

    # Type

    ```
    mergeConfigTrees :: [Path] -> Module
    mergeConfigTrees :: { strategy ? "override"; extraArgs ? { }; } -> [Path] -> Module
    ```

    # Examples

    ```nix
    { imports = [ (imp.mergeConfigTrees [ registry.hosts.common ./config ]) ]; }
    ```
  */
  mergeConfigTrees =
    given: if isAttrs given && !isPathLike given then several given else several { } given;
}
