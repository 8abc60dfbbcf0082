# The reference graph from Nix.
_:
let
  inherit (builtins)
    concatMap
    genList
    elemAt
    isAttrs
    isList
    isString
    length
    ;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/paths.nix) existing isPathLike;
  internal = import ./internal/analyze.nix;

  # `./dir`, or `{ path = ./dir; id = …; }`
  withId =
    id: args:
    if isAttrs args && !isPathLike args then
      { inherit id; } // args
    else
      {
        inherit id;
        path = args;
      };

  configTree =
    what: args:
    let
      given = withId "config" args;
      path = existing what given.path;
      files = internal.scan path;
    in
    {
      nodes = [
        {
          inherit (given) id;
          inherit path;
          type = "configTree";
        }
      ]
      ++ map (file: {
        id = "${given.id}.${file.id}";
        inherit (file) path;
        type = "file";
      }) files;
      edges = map (file: {
        from = given.id;
        to = "${given.id}.${file.id}";
        type = "contains";
      }) files;
    };

  merge =
    {
      sources,
      id ? "merge",
      strategy ? "override",
    }:
    let
      checked = check {
        what = "imp.analyze.analyzeMerge: `sources`";
        expected = "a list of directories";
        help = "write `sources = [ ./base ./config ];`";
      } (isList sources) sources;
      graphs = genList (
        n:
        configTree "imp.analyze.analyzeMerge" {
          id = "${id}.${toString n}";
          path = elemAt checked n;
        }
      ) (length checked);
    in
    {
      nodes = [
        {
          inherit id strategy;
          type = "merge";
        }
      ]
      ++ concatMap (graph: graph.nodes) graphs;
      edges =
        map (graph: {
          from = (builtins.head graph.nodes).id;
          to = id;
          type = "merge";
        }) graphs
        ++ concatMap (graph: graph.edges) graphs;
    };

  textPath = node: if node ? path then node // { path = toString node.path; } else node;

  minimal =
    node:
    { inherit (node) id type; } // (if node ? strategy then { inherit (node) strategy; } else { });
in
{
  /**
    Functions that give a graph: `nodes`, each with `id`, `type` and mostly `path`, and `edges`, each with
    `from`, `to` and `type`.

    `scanDir dir` lists the files below a directory with the names that they have there.
    `analyzeConfigTree dir` is the graph of a config tree, `analyzeMerge { sources; id; strategy; }` that of
    several merged ones, and `analyzeRegistry { registry; name ? "registry"; }` has an edge for each
    reference by name from one registry file to another. `toJson graph` turns paths into strings, and
    `toJsonMinimal graph` leaves only `id`, `type` and `strategy` of each node.

    # Type

    ```
    analyze :: { scanDir; analyzeConfigTree; analyzeMerge; analyzeRegistry; toJson; toJsonMinimal; }
    ```

    # Examples

    ```nix
    builtins.toJSON (imp.analyze.toJson (imp.analyze.analyzeRegistry { inherit registry; }))
    ```
  */
  analyze = {
    scanDir = dir: internal.scan (existing "imp.analyze.scanDir" dir);

    analyzeConfigTree = configTree "imp.analyze.analyzeConfigTree";

    analyzeMerge = merge;

    analyzeRegistry =
      {
        registry,
        name ? "registry",
      }:
      internal.registry {
        registry = check {
          what = "imp.analyze.analyzeRegistry: `registry`";
          expected = "a registry";
          help = "make one with `imp.registry ./dir`";
        } (isAttrs registry) registry;
        name = check {
          what = "imp.analyze.analyzeRegistry: `name`";
          expected = "the name of the argument";
          help = "leave it out for `registry`";
        } (isString name) name;
      };

    toJson = graph: graph // { nodes = map textPath graph.nodes; };

    toJsonMinimal = graph: graph // { nodes = map minimal graph.nodes; };
  };
}
