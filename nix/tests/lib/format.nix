{ imp, ... }:
{
  testInputThatIsNone = {
    expr = imp.formatInput "a" { url = 1; };
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatInput: the input `a` can't be used because `url` is an integer; write `a.url = \"…\";`";
    };
  };

  testInputThatIsADerivation = {
    expr = imp.formatInputs {
      a = {
        type = "derivation";
        url = "x";
      };
    };
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatInputs: the input `a` can't be used because `type` is `derivation`, which no flake is; write the URL of a flake";
    };
  };

  testNegativeIsNoInput = {
    expr = imp.formatInputs {
      a = {
        revCount = -1;
        url = "x";
      };
    };
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatInputs: the input `a` can't be used because `revCount` is negative, and `-` is no literal";
    };
  };

  testValues = {
    expr = map imp.formatValue [
      true
      (-1)
      1.5
      null
      "a \"b\" \${c} $\${d} \\ \n\t\r"
      [ ]
      [ 1 ]
      { }
    ];
    expected = [
      "true"
      "-1"
      "1.5"
      "null"
      "\"a \\\"b\\\" \\\${c} $\\\${d} \\\\ \\n\\t\\r\""
      "[ ]"
      "[ 1 ]"
      "{ }"
    ];
  };

  # Nix reads each of them as the value that it was.
  testWhatNixHasNoLiteralFor = {
    expr = map imp.formatValue [
      1.0e100
      1.0e-7
      (-9223372036854775807 - 1)
      [ (-9223372036854775807 - 1) ]
      (/. + "/a b")
    ];
    expected = [
      "1.0e+100"
      "1.0e-07"
      "-9223372036854775807 - 1"
      "[ (-9223372036854775807 - 1) ]"
      "(/. + \"/a b\")"
    ];
  };

  testDerivation = {
    expr = imp.formatValue {
      type = "derivation";
      name = "x";
    };
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatValue: got a derivation, expected text";
    };
  };

  testInfinity = {
    expr = imp.formatValue (1.0e300 * 1.0e300);
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatValue: got a number without an end, expected text";
    };
  };

  testNested = {
    expr = imp.formatValue {
      list = [
        1
        (-2)
      ];
      set.inner = [ { a = 1; } ];
    };
    expected = ''
      {
        list = [
          1
          (-2)
        ];
        set = {
          inner = [
            {
              a = 1;
            }
          ];
        };
      }'';
  };

  testNames = {
    expr = imp.formatValue {
      "a.b" = 1;
      "if" = 2;
      "or" = 3;
      "it's" = 4;
      "" = 5;
      "\${x}" = 6;
      "1st" = 7;
    };
    expected = ''
      {
        "" = 5;
        "\''${x}" = 6;
        "1st" = 7;
        "a.b" = 1;
        "if" = 2;
        it's = 4;
        "or" = 3;
      }'';
  };

  testInputDotted = {
    expr = imp.formatInput "home-manager" {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs."if".follows = "";
    };
    expected = "home-manager.url = \"github:nix-community/home-manager\";\n  home-manager.inputs.\"if\".follows = \"\";\n  home-manager.inputs.nixpkgs.follows = \"nixpkgs\";";
  };

  testInputSet = {
    expr = imp.formatInput "special" {
      url = "github:owner/repo";
      flake = false;
    };
    expected = "special = {\n    flake = false;\n    url = \"github:owner/repo\";\n  };";
  };

  testInputs = {
    expr = imp.formatInputs {
      b.url = "b";
      a.url = "a";
    };
    expected = "a.url = \"a\";\n    b.url = \"b\";";
  };

  testFunction = {
    expr = imp.formatValue (x: x);
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatValue: got a function, expected text, numbers, booleans, `null`, lists and sets of them";
    };
  };

  # What is called is named, and the input.
  testFunctionInAnInput = {
    expr = imp.formatInputs { a.url = x: x; };
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatInputs: the input `a` can't be used because `url` is a function; write `a.url = \"…\";`";
    };
  };

  testInputMustBeASet = {
    expr = imp.formatInput "x" "github:o/x";
    expectedError = {
      type = "ThrownError";
      msg = "imp.formatInput: got the string \"github:o/x\" for the input `x`, expected a set; write `x.url = \"…\";`";
    };
  };
}
