{ imp, fixtures, ... }:
let
  dir = fixtures + "/exports";
  collected = imp.collectExports dir;
  source = name: toString (dir + "/${name}");
in
{
  testKeys = {
    expr = builtins.attrNames collected;
    expected = [
      "bare"
      "called"
      "desktop.nixos"
      "dotted.bare"
      "function"
    ];
  };

  # Not the order in which directories are visited: `b.nix` comes before `b/c.nix`.
  testEntries = {
    expr = collected."desktop.nixos";
    expected = [
      {
        source = source "a.nix";
        strategy = null;
        value = {
          a = 1;
          both = "a";
        };
      }
      {
        source = source "b.nix";
        strategy = null;
        value = {
          b = 2;
          both = "b";
        };
      }
    ];
  };

  testBareValue = {
    expr = map (key: (builtins.head collected.${key}).value) [
      "bare"
      "dotted.bare"
    ];
    expected = [
      { x = 1; }
      { some.text = 1; }
    ];
  };

  testFunctor = {
    expr = map (entry: removeAttrs entry [ "value" ]) collected.called;
    expected = [
      {
        source = source "d.nix";
        strategy = "override";
      }
    ];
  };

  testStandIn = {
    expr = (builtins.head collected.called).value;
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: the argument `inputs` of `";
    };
  };

  # What is there per system is not there for exports, and the way out is a module.
  testStandInOfPkgs = {
    expr =
      (builtins.head (imp.collectExports (
        builtins.toFile "a.nix" ''
          { __functor = _: { pkgs, ... }: { ''${"__" + "exports"}.s.value = pkgs.hello; }; }
        ''
      )).s).value;
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectExports: the argument `pkgs` of `"
        "-a.nix` is there for one system only, expected exports for the whole flake; export a module that takes it: `value = { pkgs, ... }: { … }; strategy = \"mkMerge\";`"
      ];
    };
  };

  # Of `c.nix` it can't be known without its arguments.
  testFunctorInOtherFile = {
    expr =
      map (entry: baseNameOf entry.source)
        (imp.collectExports (fixtures + "/exports-elsewhere")).sink;
    expected = [
      "a.nix"
      "b.nix"
    ];
  };

  # However it is written.
  testFunctorThatImports = {
    expr =
      map (entry: baseNameOf entry.source)
        (imp.collectExports (fixtures + "/exports-imports")).sink;
    expected = [
      "alias.nix"
      "bound.nix"
      "builtin.nix"
      "comment.nix"
      "computed.nix"
      "crlf.nix"
      "joined-below.nix"
      "joined.nix"
      "named.nix"
      "parentheses.nix"
      "quoted.nix"
      "scoped.nix"
    ];
  };

  # Nobody gives what it asks for.
  testFunctorAsksForArguments = {
    expr =
      map
        (
          asks:
          builtins.attrNames (
            imp.collectExports (
              builtins.toFile "a.nix" ''
                { __functor = _: args: if ${asks} then import args.mine else { ''${"__" + "exports"}.s.value = 1; }; }
              ''
            )
          )
        )
        [
          "args ? mine"
          "args.mine or null != null"
        ];
    expected = [
      [ "s" ]
      [ "s" ]
    ];
  };

  # What an argument is where nobody gives it is no secret.
  testFunctorWithDefaults = {
    expr = builtins.attrNames (imp.collectExports (fixtures + "/exports-default"));
    expected = [ "s" ];
  };

  # Without the arguments nobody knows what comes back, in this file or in another one.
  testFunctorNeedsArguments = {
    expr = imp.collectExports (fixtures + "/exports-needing");
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectExports: the argument `lib` of `"
        "/exports-needing/a.nix` is used to find out what it exports"
      ];
    };
  };

  testFunctorGivesToAnArgument = {
    expr = imp.collectExports (fixtures + "/exports-unknown");
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectExports: the argument `inputs` of `"
        "/exports-unknown/c.nix` is used to find out what it exports"
      ];
    };
  };

  # What exports nothing may need any argument, and say `import` in whatever sense.
  testFunctorWithoutExports = {
    expr = imp.collectExports (fixtures + "/exports-none");
    expected = { };
  };

  testSinkBesideAValue = {
    expr = builtins.mapAttrs (_: map (entry: entry.value)) (
      imp.collectExports (fixtures + "/exports-beside")
    );
    expected = {
      desktop = [ 1 ];
      "desktop.nixos" = [ 2 ];
    };
  };

  testMisspeltStrategy = {
    expr = imp.collectExports (fixtures + "/exports-misspelt");
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: the export `hm` has `stragety`, expected only `value`, `strategy` and further sinks; correct the name, or move it into `value`; see `";
    };
  };

  # It belongs to Nix, and is a file like any other from the root above, or where it is a root itself.
  testFlakeAtARoot = {
    expr = map (sources: builtins.attrNames (imp.collectExports (map (rel: fixtures + rel) sources))) [
      [ "/exports-overlap/inner" ]
      [
        "/exports-overlap"
        "/exports-overlap/inner"
      ]
      [
        "/exports-overlap/inner"
        "/exports-overlap/inner/flake.nix"
      ]
    ];
    expected = [
      [ "t" ]
      [
        "s"
        "t"
      ]
      [
        "s"
        "t"
      ]
    ];
  };

  testNameOfWhatASinkHolds = {
    expr = imp.collectExports (fixtures + "/exports-names");
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: the export `a.__module` has `__module` in its name, expected none of `__meta`, `__module`, which a sink holds itself; rename it; see `";
    };
  };

  testDottedNameOfWhatASinkHolds = {
    expr = imp.collectExports (fixtures + "/exports-meta");
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: the export `a.__meta` has `__meta` in its name, expected none of `__meta`, `__module`, which a sink holds itself; rename it; see `";
    };
  };

  testSetsThatAreValues = {
    expr = builtins.attrNames (imp.collectExports (fixtures + "/exports-odd"));
    expected = [
      ""
      "condition"
      "package"
    ];
  };

  testStrategyWithoutValue = {
    expr = imp.collectExports (fixtures + "/strategy-only");
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: the export `s` has a `strategy`, expected a `value` beside it; see `";
    };
  };

  testText = {
    expr = imp.collectExports (fixtures + "/exports-text");
    expectedError = {
      type = "ThrownError";
      msg = "imp.collectExports: `__exports` is the string \"x\", expected a set";
    };
  };
}
