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
  arguments = import ./internal/arguments.nix;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/paths.nix) existing isPathLike;
  internal = import ./internal/analyze.nix;

  text = default: {
    inherit default;
    expected = "a string";
    test = isString;
  };

  ofRegistry = {
    registry = {
      expected = "a registry";
      test = isAttrs;
      help = "make one with `imp.registry ./dir`";
    };
    name = {
      expected = "the name of the argument";
      test = isString;
      help = "leave it out for `registry`";
      default = "registry";
    };
  };

  # `./dir`, or `{ path = ./dir; id = …; }`
  withId =
    what: args:
    arguments.named what {
      id = text "config";
      path = {
        expected = "a path, a registry node or a value with `outPath`";
        test = isPathLike;
        help = "write a path such as `./config`";
      };
    } (if isAttrs args && !isPathLike args then args else { path = args; });

  configTree =
    what: args:
    let
      given = withId what args;
      path = existing what given.path;
      # As for `configTree`, which is called from there.
      files = builtins.filter (file: file.rel != "/default.nix") (internal.scan what path);
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
    args:
    let
      what = "imp.analyze.analyzeMerge";
      given = arguments.named what {
        id = text "merge";
        strategy = text "override";
        sources = {
          expected = "a list of directories";
          test = isList;
          help = "write `sources = [ ./base ./config ];`";
        };
      } args;
      inherit (given) id sources strategy;
      graphs = genList (
        n:
        configTree what {
          id = "${id}.${toString n}";
          path = elemAt sources n;
        }
      ) (length sources);
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

  # A graph with other nodes; whatever else is in it stays.
  withNodes =
    what: f: graph:
    let
      checked = check {
        inherit what;
        expected = "a graph with `nodes` and `edges`";
        help = "write `${what} (imp.analyze.analyzeRegistry { inherit registry; })`";
      } (isAttrs graph && isList (graph.nodes or null) && isList (graph.edges or null)) graph;
    in
    checked // { nodes = map f checked.nodes; };

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
    reference by name from one registry file to another. Files are searched as text for
    `registry.a.b` and `registry."a".b`: what stands behind `with`, `inherit (registry.a)` or in a variable is not
    seen, and a word in a string of several lines is taken for a name. The programs read files as Nix does. `toJson graph` turns paths into strings, and
    `toJsonMinimal graph` leaves only `id`, `type` and `strategy` of each node.

    `registryGraph { registry; root; name ? "registry"; }` finds the same, and gives it in the shape of the programs: an
    `imp.graph/1` document as `imp-vis registry --format json` writes it and `imp-vis --from -` draws it, with paths below
    `root`. Outputs, inputs, sinks and names that lead nowhere are not in it.

    # Type

    ```
    analyze :: { scanDir; analyzeConfigTree; analyzeMerge; analyzeRegistry; registryGraph; toJson; toJsonMinimal; }
    ```

    # Examples

    ```nix
    builtins.toJSON (imp.analyze.toJson (imp.analyze.analyzeRegistry { inherit registry; }))
    builtins.toJSON (imp.analyze.registryGraph { registry = imp.registry ./registry; root = ./.; })
    ```
  */
  analyze = {
    scanDir = dir: internal.scan "imp.analyze.scanDir" (existing "imp.analyze.scanDir" dir);

    analyzeConfigTree = configTree "imp.analyze.analyzeConfigTree";

    analyzeMerge = merge;

    analyzeRegistry =
      args:
      let
        graph = internal.registry (arguments.named "imp.analyze.analyzeRegistry" ofRegistry args);
      in
      {
        inherit (graph) nodes edges;
      };

    registryGraph =
      args:
      let
        what = "imp.analyze.registryGraph";
        given = arguments.named what (
          ofRegistry
          // {
            root = {
              expected = "a path, a registry node or a value with `outPath`";
              test = isPathLike;
              help = "write the directory of the flake, such as `./.`";
            };
          }
        ) args;
      in
      import ./internal/graph.nix {
        root = existing "${what}: `root`" given.root;
        graph = internal.registry { inherit (given) name registry; };
      };

    toJson = withNodes "imp.analyze.toJson" textPath;

    toJsonMinimal = withNodes "imp.analyze.toJsonMinimal" minimal;
  };
}
