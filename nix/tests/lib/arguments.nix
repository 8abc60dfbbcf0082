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

  # All that is asked of nixpkgs' `lib` here.
  lib.mkMerge = contents: { inherit contents; };

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

  testFragmentsWith = says (imp.fragmentsWith 1) "imp.fragmentsWith: got the number 1, expected a set of arguments for the parts; write `imp.fragmentsWith { inherit pkgs; } ./NAME.d`";

  testConfigTreeWith = says (imp.configTreeWith 1) "imp.configTreeWith: got the number 1, expected a set of arguments for the files; write `imp.configTreeWith { inherit inputs; } …`";

  testMergeConfigTrees =
    says (values (imp.mergeConfigTrees { } 1))
      "imp.mergeConfigTrees: got the number 1, expected a list of directories; write `imp.mergeConfigTrees [ ./base ./config ]`";

  testMergeConfigTreesOfOne = says (values (
    imp.mergeConfigTrees (imp.registry (fixtures + "/registry"))
  )) "expected a list of directories; write `imp.mergeConfigTrees [ ./base ./config ]`";

  testMergeConfigTreesOption = says (imp.mergeConfigTrees { strategi = "merge"; }
    [ ]
  ) "imp.mergeConfigTrees: got the option `strategi`, expected `strategy` or `extraArgs`; remove it";

  testAnalyzeMerge = says (imp.analyze.analyzeMerge { sources = fixtures; }) [
    "imp.analyze.analyzeMerge: `sources`: got the path `"
    "`, expected a list of directories; write `sources = [ ./base ./config ];`"
  ];

  testTreeWith =
    says (imp.treeWith { } 1)
      "imp.treeWith: got the number 1, expected a function as the second argument; write `imp.treeWith lib (value: …) ./dir`";

  testTreeOfAFile = says (imp.treeWith { } import (fixtures + "/hosts/db.nix")) [
    "imp.treeWith: got the path `"
    "/hosts/db.nix`, expected a directory; write the directory that holds the files, such as `./modules`"
  ];

  testConfigTreeOfAFile = says (values (imp.configTree (fixtures + "/hosts/db.nix"))) [
    "imp.configTree: got the path `"
    "/hosts/db.nix`, expected a directory"
  ];

  testRegistryModule = says (imp.registryModule 5) "imp.registryModule: got the number 5, expected a set of arguments; write `imp.registryModule { … }` with `lib`";

  testBuildExportSinks = says (imp.buildExportSinks 5) "imp.buildExportSinks: got the number 5, expected a set of arguments; write `imp.buildExportSinks { … }` with `collected`, `enableDebug`, `lib`, `sinkDefaults`";

  testBuildExportSinksWithout =
    says (imp.buildExportSinks { inherit lib; })
      "imp.buildExportSinks: got no argument `collected`, expected what `imp.collectExports` gives; write `collected = imp.collectExports ./dir;`";

  testBuildExportSinksUnknown =
    says
      (imp.buildExportSinks {
        inherit lib;
        collected = { };
        sinkDefault = { };
      })
      "imp.buildExportSinks: got the argument `sinkDefault`, expected only `collected`, `enableDebug`, `lib`, `sinkDefaults`; correct its name, or remove it";

  testBuildExportSinksCollected =
    says
      (imp.buildExportSinks {
        inherit lib;
        collected.s = [ 1 ];
      })
      "imp.buildExportSinks: `collected`: got a set of `s`, expected what `imp.collectExports` gives; write `collected = imp.collectExports ./dir;`";

  testBuildExportSinksDefaults =
    says
      (imp.buildExportSinks {
        inherit lib;
        collected = { };
        sinkDefaults = "merge";
      })
      "imp.buildExportSinks: `sinkDefaults`: got the string \"merge\", expected a set of globs to strategies; write `sinkDefaults = { \"nixos.*\" = \"merge\"; };`";

  testBuildHostsLib =
    says
      (imp.buildHosts {
        inherit imp lib;
        hosts.web.__host = {
          system = "x86_64-linux";
          stateVersion = "24.05";
        };
        flakeArgs = { };
      }).web
      "imp.buildHosts: `lib`: got a set of `mkMerge`, expected nixpkgs' `lib` with `nixosSystem`; write `inherit (inputs.nixpkgs) lib;`";

  testBuildHostsHosts =
    says
      (imp.buildHosts {
        inherit imp lib;
        hosts.web = 1;
        flakeArgs = { };
      })
      "imp.buildHosts: `hosts`: got a set of `web`, expected what `imp.collectHosts` gives; write `hosts = imp.collectHosts ./dir;`";

  testBuildHostsWithout =
    says
      (imp.buildHosts {
        inherit imp lib;
        hosts = { };
      })
      "imp.buildHosts: got no argument `flakeArgs`, expected a set of arguments for modules; write `flakeArgs = { inherit inputs registry exports; };`";

  testBuildOutputs =
    says
      (imp.buildOutputs {
        inherit lib;
        collected = { };
      }).flake
      "imp.buildOutputs: `collected`: got an empty set, expected what `imp.collectOutputs` gives; write `collected = imp.collectOutputs ./dir;`";

  testFormatFlake = says (imp.formatFlake 5) "imp.formatFlake: got the number 5, expected a set of arguments; write `imp.formatFlake { … }` with `collectedInputs`, `coreInputs`, `description`, `header`, `nixConfig`, `outputsFile`";

  testFormatFlakeUnknown =
    says (imp.formatFlake { inputs = { }; })
      "imp.formatFlake: got the argument `inputs`, expected only `collectedInputs`, `coreInputs`, `description`, `header`, `nixConfig`, `outputsFile`; correct its name, or remove it";

  testCollectAndFormatFlake =
    says (imp.collectAndFormatFlake { })
      "imp.collectAndFormatFlake: got no argument `src`, expected a path, or a list of paths, to read declarations from; write `src = ./outputs;`";

  testAnalyzeScanDir = says (imp.analyze.scanDir 5) "imp.analyze.scanDir: got the number 5, expected a path, a registry node or a value with `outPath`; write a path such as `./modules`";

  testAnalyzeConfigTree = says (imp.analyze.analyzeConfigTree 5) "imp.analyze.analyzeConfigTree: `path`: got the number 5, expected a path, a registry node or a value with `outPath`; write a path such as `./config`";

  testAnalyzeConfigTreeUnknown =
    says (imp.analyze.analyzeConfigTree { dir = ./.; })
      "imp.analyze.analyzeConfigTree: got the argument `dir`, expected only `id`, `path`; correct its name, or remove it";

  testAnalyzeMergeWithout =
    says (imp.analyze.analyzeMerge { })
      "imp.analyze.analyzeMerge: got no argument `sources`, expected a list of directories; write `sources = [ ./base ./config ];`";

  testAnalyzeRegistry = says (imp.analyze.analyzeRegistry 5) "imp.analyze.analyzeRegistry: got the number 5, expected a set of arguments; write `imp.analyze.analyzeRegistry { … }` with `name`, `registry`";

  testToJson = says (imp.analyze.toJson 5) "imp.analyze.toJson: got the number 5, expected a graph with `nodes` and `edges`; write `imp.analyze.toJson (imp.analyze.analyzeRegistry { inherit registry; })`";

  testToJsonMinimal = says (imp.analyze.toJsonMinimal {
    nodes = [ ];
  }) "imp.analyze.toJsonMinimal: got a set of `nodes`, expected a graph with `nodes` and `edges`";

  testAnalyzeRegistryName =
    says
      (imp.analyze.analyzeRegistry {
        registry = imp.registry (fixtures + "/registry");
        name = 1;
      })
      "imp.analyze.analyzeRegistry: `name`: got the number 1, expected the name of the argument; leave it out for `registry`";
}
