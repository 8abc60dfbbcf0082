{ imp, fixtures, ... }:
let
  root = fixtures + "/root";
  files = imp.leafs root;
  imported = builtins.head (imp root).imports;
in
{
  testModule = {
    expr = builtins.attrNames (imp root);
    expected = [ "imports" ];
  };

  testModuleTakesFilesWhenCalled = {
    expr = imported { lib = { }; };
    expected = {
      imports = files;
    };
  };

  testBareInImports = {
    expr = (imp.addPath root) {
      lib = { };
      config = { };
      options = { };
    };
    expected = {
      imports = files;
    };
  };

  testMapsRunInOrder = {
    expr = ((imp.map import).map (text: "${text}!")).leafs root;
    expected = [
      "default!"
      "other!"
    ];
  };

  testMapTakesFilesOnly = {
    expr = (imp.map import).leafs [
      (root + "/other.nix")
      { a = 1; }
    ];
    expected = [
      "other"
      { a = 1; }
    ];
  };

  testPipeTo = {
    expr = imp.pipeTo builtins.length root;
    expected = 2;
  };

  testPipeToResult = {
    expr = ((imp.addPath root).pipeTo builtins.length).result;
    expected = 2;
  };

  testFiles = {
    expr = (imp.addRoot root).files;
    expected = files;
  };

  testResult = {
    expr = (builtins.head (imp.addPath root).result.imports) { lib = { }; };
    expected = {
      imports = files;
    };
  };

  testMethodsAreBoundLate = {
    expr =
      ((imp.addAPI { greet = self: "hello ${self.name}"; }).addAPI {
        name = _: "late";
      }).greet;
    expected = "hello late";
  };

  testMethodsSeeTheChain = {
    expr = ((imp.addAPI { count = self: builtins.length self.files; }).addPath root).count;
    expected = 2;
  };

  testNewKeepsMethodsOnly = {
    expr =
      let
        fresh = ((imp.addAPI { one = _: 1; }).addPath root).new;
      in
      [
        fresh.one
        fresh.files
      ];
    expected = [
      1
      [ ]
    ];
  };

  testMethodMustBeAFunction = {
    expr = (imp.addAPI { one = 1; }).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.addAPI: got the number 1 for `one`, expected a function of the `imp` it is used on; write `one = self: …;`";
    };
  };

  testMapNeedsAFunction = {
    expr = (imp.map [ ]).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.map: got a list of 0, expected a function; write `imp.map (file: …)`";
    };
  };

  testPipeToNeedsAFunction = {
    expr = (imp.pipeTo 1).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.pipeTo: got the number 1, expected a function of the list of files";
    };
  };

  testWithLibNeedsLib = {
    expr = (imp.withLib { }).files;
    expectedError = {
      type = "ThrownError";
      msg = "imp.withLib: got an empty set, expected nixpkgs' `lib`; write `imp.withLib inputs.nixpkgs.lib`";
    };
  };

  testTreeNamesWhatItNeeds = {
    expr = imp.tree root;
    expectedError = {
      type = "ThrownError";
      msg = "imp.tree: needs nixpkgs' `lib`, which it was not given; call `imp.withLib lib` first";
    };
  };

  testSinksNameWhatTheyNeed = {
    expr = imp.exportSinks { } root;
    expectedError = {
      type = "ThrownError";
      msg = "imp.exportSinks: needs nixpkgs' `lib`";
    };
  };
}
