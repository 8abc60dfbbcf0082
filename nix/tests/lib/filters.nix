{ imp, fixtures, ... }:
let
  files = fixtures + "/files";
  below = map (
    path: builtins.substring (builtins.stringLength (toString files)) (-1) (toString path)
  );
  isIn = dir: path: builtins.match "/${dir}/.*" path != null;
in
{
  testFilter = {
    expr = below ((imp.filter (isIn "b")).leafs files);
    expected = [
      "/b/c.nix"
      "/b/d/e.nix"
    ];
  };

  testFilterNot = {
    expr = below ((imp.filterNot (path: builtins.match "/[a-z.]+/.*" path != null)).leafs files);
    expected = [
      "/alice@workstation.nix"
      "/b.nix"
      "/default_.nix"
    ];
  };

  testMatch = {
    expr = below ((imp.match ".*@.*").leafs files);
    expected = [ "/alice@workstation.nix" ];
  };

  testMatchNot = {
    expr = below ((imp.matchNot "/[a-z].*").leafs files);
    expected = [ "/.dot/f.nix" ];
  };

  testFiltersCompose = {
    expr = below (((imp.filter (isIn "b")).matchNot ".*/d/.*").leafs files);
    expected = [ "/b/c.nix" ];
  };

  testPathsAreRelativeToEachRoot = {
    expr = below (((imp.addPath (files + "/b")).addPath files).match "/c.nix").files;
    expected = [ "/b/c.nix" ];
  };

  testInitFilterSeesEverything = {
    expr = below ((imp.initFilter (path: builtins.match ".*\\.txt" path != null)).leafs files);
    expected = [
      "/_hidden/h.txt"
      "/notes.txt"
    ];
  };

  testInitFilterIsReplaced = {
    expr = below (((imp.initFilter (_: true)).initFilter (path: path == "/_file.nix")).leafs files);
    expected = [ "/_file.nix" ];
  };

  testFilterComesAfterInitFilter = {
    expr = below (((imp.filter (isIn "_hidden")).initFilter (_: true)).leafs files);
    expected = [
      "/_hidden/h.txt"
      "/_hidden/x.nix"
    ];
  };

  testFilterNeedsAPredicate = {
    expr = (imp.filter "x").files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.filter: got the string \"x\", expected a predicate on the path below the root; write `imp.filter (path: …)`";
    };
  };

  testInitFilterNeedsAPredicate = {
    expr = (imp.initFilter null).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.initFilter: got `null`, expected a predicate";
    };
  };

  testFilterNeedsYesOrNo = {
    expr = (imp.filter (_: "x")).leafs files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.filter: the predicate on \"/.dot/f.nix\": got the string \"x\", expected `true` or `false`; write one that takes the path and compares it, such as `path: path == \"/base.nix\"`";
    };
  };

  testFilterNotNeedsYesOrNo = {
    expr = (imp.filterNot (_: _: true)).leafs files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.filterNot: the predicate on \"/.dot/f.nix\": got a function, expected `true` or `false`";
    };
  };

  testInitFilterNeedsYesOrNo = {
    expr = (imp.initFilter (_: null)).leafs files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.initFilter: the predicate on \"/.dot/f.nix\": got `null`, expected `true` or `false`";
    };
  };

  # Nix can't catch its own error, so ours stands around it.
  testMatchNeedsAValidRegex = {
    expr = imp.match "(";
    expectedError = {
      type = "EvalError";
      msg = "imp.match: got the string \"(\", expected a regular expression as `builtins.match` takes it; correct it, and put `\\\\` before characters that stand for themselves";
    };
  };

  testMatchNotNeedsAValidRegex = {
    expr = imp.matchNot "[a";
    expectedError = {
      type = "EvalError";
      msg = "imp.matchNot: got the string \"[a\", expected a regular expression as `builtins.match` takes it";
    };
  };

  testMatchNeedsARegex = {
    expr = (imp.match (_: true)).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.match: got a function, expected a regular expression; write it as a string";
    };
  };
}
