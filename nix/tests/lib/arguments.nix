# Wrong arguments, and what each method says of them: itself, the value, what was expected, the way out.
{
  imp,
  fixtures,
  ...
}:
let
  says = expr: msg: {
    inherit expr;
    expectedError = {
      type = "ThrownError";
      inherit msg;
    };
  };

  values =
    module:
    (module {
      config = { };
      lib = { };
      pkgs = { };
    }).config;
in
{
  testAddAPI = says (imp.addAPI
    [ ]
  ) "imp.addAPI: got a list of 0, expected a set of methods; write `imp.addAPI { name = self: …; }`";

  testFormatInputName =
    says (imp.formatInput 1 { })
      "imp.formatInput: got the number 1, expected the name of an input; write `imp.formatInput \"nixpkgs\" { url = \"…\"; }`";

  testFormatInputs =
    says (imp.formatInputs [ ])
      "imp.formatInputs: got a list of 0, expected a set of inputs; write `imp.formatInputs { nixpkgs.url = \"…\"; }`";

  testFragmentsOfAFile = says (imp.fragments (fixtures + "/hook.d/10-editor.sh")).list [
    "imp.fragments: got the path `"
    "/hook.d/10-editor.sh`, expected a directory of parts; write `imp.fragments ./NAME.d`"
  ];

  testFragmentsWith =
    says (imp.fragmentsWith 1 (fixtures + "/calls.d")).list
      "imp.fragmentsWith: got the number 1, expected a set of arguments for the parts; write `imp.fragmentsWith { inherit pkgs; } ./NAME.d`";

  testConfigTreeWith =
    says (values (imp.configTreeWith 1 (fixtures + "/config")))
      "imp.configTreeWith: got the number 1, expected a set of arguments for the files; write `imp.configTreeWith { inherit inputs; } …`";

  testMergeConfigTrees =
    says (values (imp.mergeConfigTrees { } 1))
      "imp.mergeConfigTrees: got the number 1, expected a list of directories; write `imp.mergeConfigTrees [ ./base ./config ]`";

  testMergeConfigTreesOption = says (imp.mergeConfigTrees { strategi = "merge"; }
    [ ]
  ) "imp.mergeConfigTrees: got the option `strategi`, expected `strategy` or `extraArgs`; remove it";

  testAnalyzeMerge = says (imp.analyze.analyzeMerge { sources = fixtures; }) [
    "imp.analyze.analyzeMerge: `sources`: got the path `"
    "`, expected a list of directories; write `sources = [ ./base ./config ];`"
  ];

  testAnalyzeRegistryName =
    says
      (imp.analyze.analyzeRegistry {
        registry = imp.registry (fixtures + "/registry");
        name = 1;
      })
      "imp.analyze.analyzeRegistry: `name`: got the number 1, expected the name of the argument; leave it out for `registry`";
}
