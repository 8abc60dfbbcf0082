{
  imp,
  lib,
  fixtures,
  ...
}:
let
  dir = fixtures + "/strategies";
  build =
    options: name:
    imp.buildExportSinks (
      {
        inherit lib;
        collected = imp.collectExports (fixtures + "/${name}");
      }
      // options
    );
  sinks = build { sinkDefaults."nixos.*" = "merge"; } "strategies";
  both = [
    (toString (dir + "/a.nix"))
    (toString (dir + "/b.nix"))
  ];
in
{
  testDefaultsAreStrategies = {
    expr = imp.buildExportSinks {
      inherit lib;
      collected = { };
      sinkDefaults.a = "foo";
    };
    expectedError = {
      type = "ThrownError";
      msg = "imp.buildExportSinks: `sinkDefaults`: got a set of `a`, expected a set of globs to strategies; write `sinkDefaults = { \"nixos.*\" = \"merge\"; };`; there are `list-append`, `merge`, `mkMerge`, `override`";
    };
  };

  testGlobWithOtherMarks = {
    expr = build { sinkDefaults."{nixos,hm}.*" = "merge"; } "strategies";
    expectedError = {
      type = "ThrownError";
      msg = "imp.buildExportSinks: got the glob `{nixos,hm}.*` in `sinkDefaults`, expected `*` and `?` as its only marks; write a line for each name, such as `\"nixos.*\" = \"merge\";`";
    };
  };

  # Also where it takes several bytes.
  testGlobOfOneCharacter = {
    expr =
      map
        (
          glob:
          (imp.buildExportSinks {
            inherit lib;
            collected."né€" = [
              {
                source = "a.nix";
                value = 1;
              }
            ];
            sinkDefaults.${glob} = "override";
          })."né€".__meta.strategy
        )
        [
          "n??"
          "?é?"
          "?*?€"
          "n?"
          "n???"
          "?????"
        ];
    expected = [
      "override"
      "override"
      "override"
      "merge"
      "merge"
      "merge"
    ];
  };

  testMerge = {
    expr = sinks.nixos.x;
    expected = {
      __module.a = {
        x = 1;
        y = 2;
      };
      __meta = {
        contributors = both;
        strategy = "merge";
      };
    };
  };

  testOverride = {
    expr = sinks.o;
    expected = {
      __module = "b";
      __meta = {
        contributors = both;
        strategy = "override";
      };
    };
  };

  testListAppend = {
    expr = sinks.l.__module;
    expected = [
      1
      2
    ];
  };

  testMkMerge = {
    expr =
      (lib.evalModules {
        modules = [
          sinks.m.__module
          { freeformType = lib.types.lazyAttrsOf lib.types.int; }
        ];
      }).config;
    expected = {
      x = 1;
      y = 2;
    };
  };

  testOneNameInsideAnother = {
    expr = [
      sinks.p.__module
      sinks.p.c.__module
    ];
    expected = [
      2
      1
    ];
  };

  testWithoutDebug = {
    expr =
      (imp.buildExportSinks {
        inherit lib;
        enableDebug = false;
        collected = removeAttrs (imp.collectExports dir) [ "p" ];
      }).nixos.x;
    expected = {
      a = {
        x = 1;
        y = 2;
      };
    };
  };

  testDefaultsFirstMatch = {
    expr =
      (build {
        sinkDefaults = {
          "*" = "override";
          "nixos.*" = "merge";
        };
      } "strategies").nixos.x.__meta.strategy;
    expected = "override";
  };

  testExportSinks = {
    expr = ((imp.withLib lib).exportSinks { } dir).o.__module;
    expected = "b";
  };

  testUnlike = {
    expr = build { } "strategies-unlike";
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.buildExportSinks: the sink `s` is given the strategies `merge`, `override` by `"
        "/strategies-unlike/b.nix`, expected one; give all of them the same `strategy`"
      ];
    };
  };

  testUnknown = {
    expr = build { } "strategies-unknown";
    expectedError = {
      type = "ThrownError";
      msg = "the sink `s` has the strategy the string \"concat\", expected one of `list-append`, `merge`, `mkMerge`, `override`; correct it in `";
    };
  };

  testStrategyThatIsNoText = {
    expr = build { } "strategies-number";
    expectedError = {
      type = "ThrownError";
      msg = "the sink `a` has the strategy the number 5, expected one of `list-append`";
    };
  };

  # What only modules have is not configuration.
  testModulesOfEveryKind = {
    expr =
      let
        value = name: {
          source = name;
          value.${name} = [ ];
          strategy = "mkMerge";
        };
      in
      (imp.buildExportSinks {
        inherit lib;
        collected.s = map value [
          "_class"
          "disabledModules"
          "freeformType"
          "key"
          "plain"
          "require"
        ];
      }).s.__module.config.contents;
    expected = [ { plain = [ ]; } ];
  };

  testWrongType = {
    expr = build { } "strategies-typed";
    expectedError = {
      type = "ThrownError";
      msg = [
        "the sink `s` gets a function from `"
        "/strategies-typed/a.nix`, expected an attribute set for the strategy `merge`; use `strategy = \"mkMerge\"` for modules"
      ];
    };
  };

  testPrefixWithoutRoom = {
    expr = build { enableDebug = false; } "strategies";
    expectedError = {
      type = "ThrownError";
      msg = "a sink `p` that also has sinks below its name";
    };
  };

  testExportSinksNeedsOptions = {
    expr = (imp.withLib lib).exportSinks 1 dir;
    expectedError = {
      type = "ThrownError";
      msg = "imp.exportSinks: got the number 1, expected a set of arguments; write `imp.exportSinks { … }` with `enableDebug`, `sinkDefaults`";
    };
  };

  testExportSinksUnknownOption = {
    expr = (imp.withLib lib).exportSinks { sinkDefault."*" = "merge"; } dir;
    expectedError = {
      type = "ThrownError";
      msg = "imp.exportSinks: got the argument `sinkDefault`, expected only `enableDebug`, `sinkDefaults`; correct its name, or remove it";
    };
  };

  testExportSinksOptionOfAnotherType = {
    expr = (imp.withLib lib).exportSinks { enableDebug = 1; } dir;
    expectedError = {
      type = "ThrownError";
      msg = "imp.exportSinks: `enableDebug`: got the number 1, expected `true` or `false`; correct the argument `enableDebug`";
    };
  };
}
