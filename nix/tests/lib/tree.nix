{ imp, fixtures, ... }:
let
  # `treeWith` takes `lib` for what its callers may do with it; for reading a tree any set will do.
  tree = dir: imp.treeWith { } (value: value) (fixtures + "/${dir}");
in
{
  testNames = {
    expr = tree "tree";
    expected = {
      one = 1;
      two.three = 3;
      unit = "unit";
      default = "escaped";
      "user@host" = "at";
      empty = { };
      dir.x = "x";
      "dotted.nix".y = "y";
    };
  };

  # What replaces the first filter hides nothing, and may take files of other names.
  testInitFilter = {
    expr =
      let
        of = test: (imp.initFilter test).treeWith { } (value: value) (fixtures + "/files");
      in
      [
        (of (path: path == "/_hidden/x.nix" || path == "/b/d/e.nix"))
        (builtins.attrNames (of (path: path == "/notes.txt")))
      ];
    expected = [
      {
        ".dot" = { };
        _hidden.x = { };
        b.d.e = { };
        "dir.nix" = { };
      }
      [
        ".dot"
        "b"
        "dir.nix"
        "notes.txt"
      ]
    ];
  };

  testFiltersReachFragments = {
    expr =
      ((imp.filterNot (path: path == "/packages.d/20-c.nix")).treeWith { } (value: value) (
        fixtures + "/merged"
      )).packages;
    expected = {
      a = "file";
      b = "first";
      c = "first";
      tool = "package";
    };
  };

  testRootDefaultIsAnEntry = {
    expr = tree "root";
    expected = {
      default = "default";
      other = "other";
    };
  };

  testFragmentsAreMerged = {
    expr = (tree "merged").packages;
    expected = {
      a = "file";
      b = "first";
      c = "second";
      tool = "package";
    };
  };

  testFragmentsWithoutFile = {
    expr = (tree "merged").overlays;
    expected = {
      x = 1;
    };
  };

  testOtherFragmentDirectories = {
    expr = removeAttrs (tree "merged") [
      "packages"
      "overlays"
    ];
    expected = {
      parts.a = "a";
      both = "both";
    };
  };

  testFragmentDirectoryAsUnit = {
    expr = tree "unit-fragments";
    expected = {
      packages = {
        a = 1;
        c = 3;
      };
      other.b = 2;
    };
  };

  testFragmentsOfFunctions = {
    expr = (tree "functions").packages {
      name = "n";
      other = "o";
    };
    expected = {
      a = "n";
      b = "no";
    };
  };

  testFragmentsAfterTheFunction = {
    expr = imp.treeWith { } (
      file:
      file {
        name = "n";
        other = "o";
      }
    ) (fixtures + "/functions");
    expected = {
      packages = {
        a = "n";
        b = "no";
      };
    };
  };

  testFilterApplies = {
    expr = (imp.match "/two/.*").treeWith { } (value: value + 1) (fixtures + "/tree");
    expected = {
      dir = { };
      "dotted.nix" = { };
      empty = { };
      two.three = 4;
    };
  };

  testCollisionLeavesTheRest = {
    expr = (tree "collision").ok;
    expected = "ok";
  };

  testCollisionNamesBoth = {
    expr = (tree "collision").foo;
    expectedError = {
      type = "ThrownError";
      msg = [
        "two entries give the attribute `foo`: "
        "/collision/foo` and "
        "/collision/foo.nix`; rename one of them"
      ];
    };
  };

  testEscapedCollision = {
    expr = (tree "collision").esc;
    expectedError = {
      type = "ThrownError";
      msg = "two entries give the attribute `esc`";
    };
  };

  testFragmentMustBeASet = {
    expr = (tree "not-a-set").packages;
    expectedError = {
      type = "ThrownError";
      msg = [
        "the output `packages`: the part `"
        "/packages.d/a.nix`: got the string \"text\", expected an attribute set of named values"
      ];
    };
  };

  testTreeWithNeedsAFunction = {
    expr = imp.treeWith { } 1 (fixtures + "/tree");
    expectedError = {
      type = "ThrownError";
      msg = "imp.treeWith: got the number 1, expected a function as the second argument";
    };
  };
}
