# Modules that imp makes, evaluated by the real module system.
{
  imp,
  lib,
  fixtures,
  ...
}:
let
  withLib = imp.withLib lib;

  # The module system takes unordered definitions from the last module first; the tests don't.
  evaluate = specialArgs: modules: lib.sort lib.lessThan (values specialArgs modules);

  values =
    specialArgs: modules:
    (lib.evalModules {
      inherit specialArgs;
      modules = modules ++ [
        {
          options.values = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
          };
        }
      ];
    }).config.values;

  free =
    modules:
    builtins.removeAttrs
      (lib.evalModules {
        modules = modules ++ [
          {
            freeformType = lib.types.lazyAttrsOf lib.types.anything;
            config._module.args.pkgs = { };
            options.domain = lib.mkOption { default = "example.org"; };
            options.list = lib.mkOption { type = lib.types.listOf lib.types.str; };
          }
        ];
      }).config
      [ "domain" ];

  wrongDomain =
    tree:
    (lib.evalModules {
      modules = [
        tree
        {
          freeformType = lib.types.lazyAttrsOf lib.types.anything;
          config._module.args.pkgs = { };
          options.domain = lib.mkOption { type = lib.types.str; };
        }
      ];
    }).config.domain;

  config = {
    extra.value = "none";
    list = [ "base" ];
    networking = {
      hostName = "server";
      domain = "example.org";
    };
    programs = {
      git = {
        enable = true;
        userName = "base";
      };
      zsh.enable = true;
    };
  };

  flakeArgs = {
    inputs.name = "inputs";
    registry.name = "registry";
  };
in
{
  testConfigTree = {
    expr = free [ (withLib.configTree (fixtures + "/config")) ];
    expected = config;
  };

  testConfigTreeArguments = {
    expr = builtins.functionArgs (imp.configTree (fixtures + "/config"));
    expected = {
      config = false;
      lib = false;
      pkgs = false;
    };
  };

  testConfigTreeWith = {
    expr = (free [ (imp.configTreeWith { extra = "more"; } (fixtures + "/config")) ]).extra.value;
    expected = "more";
  };

  testOverride = {
    expr = free [
      (imp.mergeConfigTrees [
        (fixtures + "/config")
        (fixtures + "/config-over")
      ])
    ];
    expected = lib.recursiveUpdate config {
      list = [ "over" ];
      programs.git.userName = "over";
    };
  };

  testMerge = {
    expr =
      (free [
        (imp.mergeConfigTrees { strategy = "merge"; } [
          (fixtures + "/hosts/web/config")
          (fixtures + "/hosts-registry/base")
          { outPath = fixtures + "/config-lists"; }
        ])
        { config.list = [ "own" ]; }
      ]).list;
    expected = [
      "own"
      "one"
    ];
  };

  testUnknownStrategy = {
    expr = imp.mergeConfigTrees { strategy = "concat"; } [ ];
    expectedError = {
      type = "ThrownError";
      msg = "imp.mergeConfigTrees: got the string \"concat\" as `strategy`, expected \"override\" or \"merge\"";
    };
  };

  testUnknownOption = {
    expr = imp.mergeConfigTrees { stratgy = "merge"; } [ ];
    expectedError = {
      type = "ThrownError";
      msg = "imp.mergeConfigTrees: got the option `stratgy`, expected `strategy` or `extraArgs`";
    };
  };

  testImportsUnwrap = {
    expr = evaluate flakeArgs (
      imp.imports (
        map (name: fixtures + "/wrapped/${name}.nix") [
          "attrs"
          "functor"
          "function"
          "declares"
          "module"
          "curried"
        ]
      )
    );
    expected = [
      "attrs"
      "declares"
      "inputs"
      "inputs curried"
      "inputs module"
      "registry"
    ];
  };

  # What the module system does not have comes from the flake.
  testImportsWithFlakeArguments = {
    expr = evaluate { } (
      (imp.__withFlakeArgs {
        registryName = "registry";
        args = flakeArgs;
      }).imports
        [
          (fixtures + "/wrapped/functor.nix")
          (fixtures + "/wrapped/function.nix")
        ]
    );
    expected = [
      "inputs"
      "registry"
    ];
  };

  testImportsOnce = {
    expr = evaluate flakeArgs (
      imp.imports [
        (fixtures + "/wrapped/attrs.nix")
        (imp.registry fixtures).wrapped.attrs
      ]
    );
    expected = [ "attrs" ];
  };

  testImportsNode = {
    expr = evaluate flakeArgs (imp.imports [ (imp.registry fixtures).wrapped ]);
    expected = [
      "attrs"
      "declares"
      "inputs"
      "inputs curried"
      "inputs module"
      "registry"
    ];
  };

  # A directory with `default.nix` has one name, also below a node.
  testImportsUnitsOnce = {
    expr =
      let
        node = (imp.registry fixtures).units;
      in
      evaluate flakeArgs (
        imp.imports [
          node
          node.vpn
          node.wrapped
          (imp node)
        ]
      );
    expected = [
      "vpn"
      "wrapped"
    ];
  };

  # A node is taken as `imp.imports` takes it; what a map makes of a file stays.
  testImpOfANode = {
    expr =
      let
        node = (imp.registry fixtures).wrapped;
      in
      [
        (evaluate flakeArgs [ (imp node) ])
        (evaluate flakeArgs [ ((imp.filter (rel: rel == "/attrs.nix")) node) ])
        (evaluate flakeArgs [
          (
            (imp.map (_: {
              values = [ "mapped" ];
            }))
            (node // { })
          )
        ])
      ];
    expected = [
      [
        "attrs"
        "declares"
        "inputs"
        "inputs curried"
        "inputs module"
        "registry"
      ]
      [ "attrs" ]
      (builtins.genList (_: "mapped") 6)
    ];
  };

  testImportsValues = {
    expr = evaluate { } (
      imp.imports [
        { values = [ "plain" ]; }
        { __module.values = [ "sink" ]; }
        (imp.addPath (fixtures + "/hosts-registry/modules"))
        ({ ... }: { values = [ "function" ]; })
      ]
    );
    expected = [
      "function"
      "one"
      "plain"
      "sink"
    ];
  };

  testOverlaysOfWrong = {
    expr = imp.imports [ { __overlays = 1; } ];
    expectedError = {
      type = "ThrownError";
      msg = "imp.imports: `__overlays`: got the number 1, expected a list of overlays, or a set of them by name; write `__overlays = [ (final: prev: { }) ];`";
    };
  };

  testImpInImports = {
    expr = evaluate { } [ { imports = [ (imp (fixtures + "/hosts-registry/modules")) ]; } ];
    expected = [ "one" ];
  };

  testWrongValueInAConfigTree = {
    expr = wrongDomain (withLib.configTree (fixtures + "/config-wrong"));
    expectedError = {
      type = "ThrownError";
      msg = "In `${toString fixtures}/config-wrong': 1";
    };
  };

  testWrongValueInConfigTrees = {
    expr = wrongDomain (
      withLib.mergeConfigTrees [
        (fixtures + "/config-wrong")
        (fixtures + "/config-over")
      ]
    );
    expectedError = {
      type = "ThrownError";
      msg = "In `${toString fixtures}/config-wrong, ${toString fixtures}/config-over': 1";
    };
  };

  testImportsOfText = {
    expr = imp.imports [ "modules.base" ];
    expectedError = {
      type = "ThrownError";
      msg = "imp.imports: got the string \"modules.base\", expected a registry node, a path or a module; write `registry.modules.base`";
    };
  };

  testImportsOfASet = {
    expr = imp.imports { };
    expectedError = {
      type = "ThrownError";
      msg = "imp.imports: got an empty set, expected a list of registry nodes, paths and modules";
    };
  };

  testTree = {
    expr = ((withLib.mapTree (value: value * 2)).mapTree toString).tree (fixtures + "/tree/two");
    expected = {
      three = "6";
    };
  };
}
