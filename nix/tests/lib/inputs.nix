{ imp, fixtures, ... }:
let
  collect = name: imp.collectInputs (fixtures + "/${name}");
in
{
  testCollect = {
    expr = collect "inputs";
    expected = {
      one.url = "github:o/one";
      two = {
        url = "github:o/two";
        inputs.nixpkgs.follows = "nixpkgs";
      };
    };
  };

  testDerivation = {
    expr = collect "inputs-derivation";
    expectedError = {
      type = "ThrownError";
      msg = "a.nix:2:3 can't be used because `type` is `derivation`, which no flake is; write the URL of a flake";
    };
  };

  testSourcesMayOverlap = {
    expr = imp.collectInputs [
      (fixtures + "/inputs")
      (fixtures + "/inputs/b")
    ];
    expected = collect "inputs";
  };

  testSingleFile = {
    expr = imp.collectInputs (fixtures + "/inputs/a.nix");
    expected = {
      one.url = "github:o/one";
    };
  };

  testUnlike = {
    expr = collect "inputs-unlike";
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectInputs: the input `one` is declared unlike at "
        "/inputs-unlike/a.nix:2:3 and at "
        "/inputs-unlike/b.nix:3:5, expected one definition; move it to `coreInputs`"
      ];
    };
  };

  testTextForASet = {
    expr = collect "inputs-text";
    expectedError = {
      type = "ThrownError";
      msg = [
        "the input `one` at "
        "/inputs-text/a.nix:1:3 is the string \"github:o/one\", expected a set; write `one.url = \"…\";`"
      ];
    };
  };

  testListForASet = {
    expr = collect "inputs-list";
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectInputs: `__inputs` in `"
        "/inputs-list/a.nix` is a list of 0, expected a set; write `__inputs = { … };`"
      ];
    };
  };

  testBrokenFile = {
    expr = collect "inputs-broken";
    expectedError = {
      type = "SyntaxError";
      msg = [
        "syntax error"
        "/inputs-broken/b.nix"
      ];
    };
  };

  testMissingSource = {
    expr = collect "nowhere";
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectInputs: got the path `";
    };
  };

  testCoreUnlike = {
    expr = imp.collectAndFormatFlake {
      src = fixtures + "/inputs";
      coreInputs.one.url = "github:o/elsewhere";
    };
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectAndFormatFlake: the input `one` is declared unlike in `coreInputs` at "
        "/inputs/a.nix:1:3, expected one definition; move it to `coreInputs`, and remove it from the files"
      ];
    };
  };

  testCoreAlike = {
    expr = imp.collectAndFormatFlake {
      src = fixtures + "/inputs";
      coreInputs.one.url = "github:o/one";
      header = "";
    };
    expected = ''
      {
        inputs = {
          # Core inputs
          one.url = "github:o/one";

          # Collected from __inputs
          two.url = "github:o/two";
          two.inputs.nixpkgs.follows = "nixpkgs";
        };
        outputs = inputs: import ./outputs.nix inputs;
      }
    '';
  };
}
