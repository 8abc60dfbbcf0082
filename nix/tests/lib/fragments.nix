{ imp, fixtures, ... }:
let
  parts = name: imp.fragments (fixtures + "/${name}");
in
{
  testList = {
    expr = (parts "hook.d").list;
    expected = [
      "export EDITOR=vi\n"
      "export PAGER=less"
      "export MORE=1"
      "export DIR=1"
      "export PKG=1"
    ];
  };

  testAsString = {
    expr = (parts "hook.d").asString;
    expected = "export EDITOR=vi\nexport PAGER=less\nexport MORE=1\nexport DIR=1\nexport PKG=1";
  };

  testAsList = {
    expr = (parts "lists.d").asList;
    expected = [
      1
      2
    ];
  };

  testAsAttrs = {
    expr = (parts "sets.d").asAttrs;
    expected = {
      x = {
        a = 1;
        b = 2;
      };
    };
  };

  testWith = {
    expr = (imp.fragmentsWith { name = "n"; } (fixtures + "/calls.d")).asAttrs;
    expected = {
      hello = "n";
      plain = true;
    };
  };

  testNode = {
    expr = (imp.fragments (imp.registry fixtures).lists).asList;
    expected = [
      1
      2
    ];
  };

  testStringFromLists = {
    expr = (parts "lists.d").asString;
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.fragments.asString: the part `"
        "/lists.d/a.nix`: got a list of 1, expected a string; change the part"
      ];
    };
  };

  testListFromText = {
    expr = (parts "hook.d").asList;
    expectedError = {
      type = "ThrownError";
      msg = "/hook.d/10-editor.sh`: got the string \"export EDITOR=vi\\n\", expected a list";
    };
  };

  testUncalledFunction = {
    expr = (parts "calls.d").asAttrs;
    expectedError = {
      type = "ThrownError";
      msg = "/calls.d/a.nix`: got a function, expected an attribute set";
    };
  };

  testMissingArgument = {
    expr = (imp.fragmentsWith { other = 1; } (fixtures + "/calls.d")).asAttrs;
    expectedError = {
      type = "ThrownError";
      msg = "/calls.d/a.nix`: asks for the argument `name`, expected only `other`";
    };
  };

  testFileIsNoDirectory = {
    expr = (imp.fragments (fixtures + "/root/other.nix")).list;
    expectedError = {
      type = "ThrownError";
      msg = "imp.fragments: got the path `";
    };
  };
}
