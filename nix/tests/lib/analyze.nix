{ imp, fixtures, ... }:
let
  inherit (imp) analyze;
  dir = fixtures + "/config";
  registry = imp.registry (fixtures + "/registry");
  graph = analyze.analyzeRegistry { inherit registry; };
in
{
  testScanDir = {
    expr = map (file: file.id) (analyze.scanDir dir);
    expected = [
      "default"
      "extra"
      "list"
      "networking"
      "programs.git"
      "programs.zsh"
    ];
  };

  # Without the escapes, as in every tree.
  testNamesOfFiles = {
    expr = map (file: file.id) (analyze.scanDir (fixtures + "/names"));
    expected = [
      "default"
      "s.q"
      "x.y"
      "z"
    ];
  };

  # What only looks like a name is none: other words and sets, comments and strings.
  testOnlyReferences = {
    expr =
      map (edge: edge.to)
        (analyze.analyzeRegistry { registry = imp.registry (fixtures + "/references"); }).edges;
    expected = [
      "m.a"
      "m.b"
    ];
  };

  # Without `default.nix`, which is no part of a config tree.
  testConfigTree = {
    expr = builtins.head (analyze.analyzeConfigTree dir).edges;
    expected = {
      from = "config";
      to = "config.extra";
      type = "contains";
    };
  };

  testMerge = {
    expr = analyze.toJsonMinimal (
      analyze.analyzeMerge {
        id = "both";
        sources = [ (fixtures + "/hosts/web/config") ];
        strategy = "merge";
      }
    );
    expected = {
      nodes = [
        {
          id = "both";
          strategy = "merge";
          type = "merge";
        }
        {
          id = "both.0";
          type = "configTree";
        }
        {
          id = "both.0.values";
          type = "file";
        }
      ];
      edges = [
        {
          from = "both.0";
          to = "both";
          type = "merge";
        }
        {
          from = "both.0";
          to = "both.0.values";
          type = "contains";
        }
      ];
    };
  };

  testRegistryEdges = {
    expr = graph.edges;
    expected = [
      {
        from = "refs";
        to = "modules.base";
        type = "reference";
      }
      {
        from = "refs";
        to = "modules.features.ssh";
        type = "reference";
      }
    ];
  };

  testRegistryNodes = {
    expr = builtins.head (analyze.toJson graph).nodes;
    expected = {
      id = "hosts";
      path = toString (fixtures + "/registry/hosts");
      type = "directory";
    };
  };

  # As imp-vis draws it; `tests/tests/graph.rs` compares the two.
  testRegistryGraph = {
    expr =
      let
        graph = analyze.registryGraph {
          inherit registry;
          root = fixtures;
        };
      in
      {
        inherit (graph) schema;
        node = builtins.head graph.data.nodes;
        edge = builtins.head graph.data.edges;
      };
    expected = {
      schema = "imp.graph/1";
      node = {
        cluster = "hosts";
        id = "hosts.server";
        kind = "host";
        label = "server";
        path = "registry/hosts/server/default.nix";
      };
      edge = {
        from = "refs";
        kind = "reference";
        line = 3;
        path = "registry/refs.nix";
        to = "modules.base";
      };
    };
  };

  testRegistryGraphOfWhat = {
    expr = analyze.registryGraph { inherit registry; };
    expectedError = {
      type = "ThrownError";
      msg = "imp.analyze.registryGraph: got no argument `root`, expected a path, a registry node or a value with `outPath`; write the directory of the flake, such as `./.`";
    };
  };

  testRegistryMustBeOne = {
    expr = analyze.analyzeRegistry { registry = ./.; };
    expectedError = {
      type = "ThrownError";
      msg = "imp.analyze.analyzeRegistry: `registry`: got the path `";
    };
  };
}
