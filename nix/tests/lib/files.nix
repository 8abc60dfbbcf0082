{ imp, fixtures, ... }:
let
  files = fixtures + "/files";
  below = map (
    path: builtins.substring (builtins.stringLength (toString files)) (-1) (toString path)
  );
  visible = [
    "/.dot/f.nix"
    "/alice@workstation.nix"
    "/b/c.nix"
    "/b/d/e.nix"
    "/b.nix"
    "/default_.nix"
    "/dir.nix/inside.nix"
    "/unit/default.nix"
  ];
in
{
  testDirectoryOrder = {
    expr = below (imp.leafs files);
    expected = visible;
  };

  # What is named itself is meant, whatever it is called.
  testNamedFile = {
    expr = imp.leafs (files + "/_file.nix");
    expected = [ (files + "/_file.nix") ];
  };

  testNamedFileIsNoNix = {
    expr = imp.collectInputs (files + "/notes.txt");
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectInputs: got the path `"
        "/files/notes.txt`, expected a directory or a Nix file; write one whose name ends in `.nix`"
      ];
    };
  };

  testLeaves = {
    expr = imp.leaves files;
    expected = imp.leafs files;
  };

  testRootDefaultHidesNothing = {
    expr = imp.leafs (fixtures + "/root");
    expected = [
      (fixtures + "/root/default.nix")
      (fixtures + "/root/other.nix")
    ];
  };

  testLeafsOfNothing = {
    expr = imp.leafs (fixtures + "/nope");
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.leafs: got the path `"
        "/nope`, where nothing is, expected a file or a directory"
      ];
    };
  };

  testImportsOfNothing = {
    expr = imp.imports [ (fixtures + "/nope.nix") ];
    expectedError = {
      type = "ThrownError";
      msg = "imp.imports: got the path `";
    };
  };

  # A byte that is not UTF-8.
  testTextThatIsNone = {
    expr = imp.imports [ (builtins.substring 0 1 "¢") ];
    expectedError = {
      type = "ThrownError";
      msg = "expected a registry node, a path or a module";
    };
  };

  testSlashAtTheEnd = {
    expr = {
      files = imp.leafs "${toString fixtures}/root//";
      inputs = imp.collectInputs [
        (fixtures + "/inputs")
        "${toString fixtures}/inputs/"
      ];
    };
    expected = {
      files = imp.leafs (toString (fixtures + "/root"));
      inputs = imp.collectInputs (fixtures + "/inputs");
    };
  };

  testFlakeNixThatIsNoFlake = {
    expr = {
      files = imp.leafs (fixtures + "/module-flake");
      inputs = builtins.attrNames (imp.collectInputs (fixtures + "/module-flake"));
      names = builtins.attrNames (imp.registry (fixtures + "/module-flake"));
    };
    expected = {
      files = [
        (fixtures + "/module-flake/flake.nix")
        (fixtures + "/module-flake/other.nix")
      ];
      inputs = [ "lix" ];
      names = [
        "__path"
        "flake"
        "other"
      ];
    };
  };

  testLinksAreFollowed = {
    expr = imp.leafs (fixtures + "/links");
    expected = [
      (fixtures + "/links/dir/a.nix")
      (fixtures + "/links/file.nix")
      (fixtures + "/links/real/a.nix")
    ];
  };

  testLinkCycle = {
    expr = imp.leafs (fixtures + "/cycle");
    expectedError = {
      type = "ThrownError";
      msg = "/cycle/again` leads back to itself";
    };
  };

  # It could have been a directory of files.
  testLinkToNothing = {
    expr = imp.leafs (fixtures + "/dangling");
    expectedError = {
      type = "SystemError";
      msg = [
        "the symbolic link `"
        "/dangling/gone` leads to nothing that Nix can see; remove it, make what it points at visible to git with `git add -N`, or hide it behind a name that starts with `_`"
      ];
    };
  };

  testLinkToNoFile = {
    expr = imp.leafs (fixtures + "/dangling-file");
    expectedError = {
      type = "SystemError";
      msg = "/dangling-file/gone.nix` leads to nothing that Nix can see; remove it";
    };
  };

  testCollectorsMeetALinkToNothing = {
    expr = imp.collectInputs (fixtures + "/dangling");
    expectedError = {
      type = "SystemError";
      msg = "/dangling/gone` leads to nothing that Nix can see; remove it";
    };
  };

  testHiddenLinkToNothing = {
    expr = [
      (imp.leafs (fixtures + "/dangling-hidden"))
      (imp.fragments (fixtures + "/dangling-hidden/parts.d")).list
    ];
    expected = [
      [
        (fixtures + "/dangling-hidden/a.nix")
        (fixtures + "/dangling-hidden/parts.d/one/default.nix")
      ]
      [ "one" ]
    ];
  };

  testTextPath = {
    expr = imp.leafs (toString (fixtures + "/root"));
    expected = [
      (toString (fixtures + "/root/default.nix"))
      (toString (fixtures + "/root/other.nix"))
    ];
  };

  testFileAsRoot = {
    expr = imp.leafs (files + "/b/c.nix");
    expected = [ (files + "/b/c.nix") ];
  };

  testOutPath = {
    expr = imp.leafs { outPath = fixtures + "/root"; };
    expected = imp.leafs (fixtures + "/root");
  };

  testRegistryNode = {
    expr = imp.leafs (imp.registry fixtures).root;
    expected = imp.leafs (fixtures + "/root");
  };

  testListKeepsOrder = {
    expr = imp.leafs [
      (files + "/b")
      (fixtures + "/root")
      (files + "/b.nix")
    ];
    expected = imp.leafs (files + "/b") ++ imp.leafs (fixtures + "/root") ++ [ (files + "/b.nix") ];
  };

  testOtherValuesPass = {
    expr = (imp.filter (_: false)).leafs [
      { a = 1; }
      (files + "/b")
      "text"
    ];
    expected = [
      { a = 1; }
      "text"
    ];
  };

  testAnotherImp = {
    expr = below ((imp.filter (path: path != "/b.nix")).leafs ((imp.match "/b.*").addPath files));
    expected = [
      "/b/c.nix"
      "/b/d/e.nix"
    ];
  };

  testMissingDirectory = {
    expr = imp.leafs (fixtures + "/nowhere");
    expectedError = {
      type = "ThrownError";
      msg = "/nowhere`, where nothing is, expected a file or a directory; check the spelling";
    };
  };
}
