{ imp, fixtures, ... }:
let
  hosts = imp.collectHosts (fixtures + "/hosts");
  outputs = imp.collectOutputs (fixtures + "/outputs");

  # No file is left out because it can't be imported.
  broken = collect: {
    expr = collect (fixtures + "/inputs-broken");
    expectedError = {
      type = "SyntaxError";
      msg = [
        "syntax error"
        "/inputs-broken/b.nix"
      ];
    };
  };
in
{
  testBrokenFileAndHosts = broken imp.collectHosts;

  testBrokenFileAndOutputs = broken imp.collectOutputs;

  testBrokenFileAndExports = broken imp.collectExports;

  testBrokenFileAndTree = broken (imp.treeWith { } (value: value));

  testHostNames = {
    expr = builtins.attrNames hosts;
    expected = [
      "db"
      "web"
    ];
  };

  # A directory keeps its `.nix`, and a directory of fragments loses its `.d`.
  testHostsOfDirectories = {
    expr = builtins.attrNames (imp.collectHosts (fixtures + "/hosts-named"));
    expected = [
      "g.nix"
      "h"
    ];
  };

  testHost = {
    expr = hosts.web // {
      __host = builtins.attrNames hosts.web.__host;
    };
    expected = {
      __host = [
        "bases"
        "hmSinks"
        "modules"
        "sinks"
        "stateVersion"
        "system"
        "user"
      ];
      __source = toString (fixtures + "/hosts/web/default.nix");
      config = fixtures + "/hosts/web/config";
      extraConfig.values = [ "extra" ];
    };
  };

  # As with a directory in a flake input.
  testPathInTheStore = {
    expr =
      let
        store = "${fixtures}";
      in
      map builtins.attrNames [
        (imp.collectHosts "${store}/hosts")
        (imp.collectInputs [
          "${store}/inputs"
          "${store}/inputs/a.nix"
        ])
        (imp.collectExports { outPath = "${store}/strategies"; })
        (removeAttrs (imp.registry "${store}/hosts-registry") [ "__path" ])
        (imp.treeWith { } (value: value) "${store}/root")
      ];
    expected = [
      [
        "db"
        "web"
      ]
      [
        "one"
        "two"
      ]
      [
        "l"
        "m"
        "nixos.x"
        "o"
        "p"
        "p.c"
      ]
      [
        "base"
        "modules"
        "users"
      ]
      [
        "default"
        "other"
      ]
    ];
  };

  testHostModulesAsWritten = {
    expr = builtins.isFunction hosts.db.__host.modules;
    expected = true;
  };

  testHostWithoutMore = {
    expr = { inherit (hosts.db) config extraConfig; };
    expected = {
      config = null;
      extraConfig = null;
    };
  };

  testHostTwice = {
    expr = imp.collectHosts (fixtures + "/hosts-twice");
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.collectHosts: the host `web` is declared in `"
        "/hosts-twice/a/web.nix` and in `"
        "/hosts-twice/web/default.nix`, expected one declaration; rename one of the two"
      ];
    };
  };

  testOutputNames = {
    expr = builtins.mapAttrs (_: builtins.attrNames) outputs;
    expected = {
      flake = [
        "nixosModules"
        "overlays"
      ];
      perSystem = [
        "formatter"
        "packages"
      ];
    };
  };

  testOutputSources = {
    expr = map (entry: entry.source) outputs.perSystem.packages;
    expected = [
      (toString (fixtures + "/outputs/a.nix"))
      (toString (fixtures + "/outputs/b.nix"))
    ];
  };

  testOutputs = {
    expr =
      (imp.buildOutputs {
        lib = { };
        collected = outputs;
      }).perSystem
        { name = "n"; };
    expected = {
      formatter = "f";
      packages = {
        x = "x for n";
        z = "n";
      };
    };
  };

  # By whatever name modules go.
  testModulesOfAnyKindAreNotCalled = {
    expr =
      map
        (
          output:
          builtins.functionArgs
            (
              (imp.buildOutputs {
                lib = { };
                collected = {
                  perSystem = { };
                  flake.${output} = [
                    {
                      source = "a.nix";
                      value.m = { config }: 1;
                    }
                  ];
                };
              }).flake
              { config = { }; }
            ).${output}.m
        )
        [
          "homeManagerModules"
          "hmModules"
          "modules"
          "nixosModules"
          "overlays"
        ];
    expected = builtins.genList (_: { config = false; }) 5;
  };

  testModulesAreNotCalled = {
    expr =
      let
        built =
          (imp.buildOutputs {
            lib = { };
            collected = outputs;
          }).flake
            { };
      in
      [
        (builtins.functionArgs built.nixosModules.m)
        (built.overlays.y { } { })
      ];
    expected = [
      { pkgs = false; }
      { }
    ];
  };

  testOutputTwice = {
    expr =
      (imp.buildOutputs {
        lib = { };
        collected = imp.collectOutputs (fixtures + "/outputs-twice");
      }).flake
        { };
    expectedError = {
      type = "ThrownError";
      msg = [
        "the output `packages.x` is defined in `"
        "/outputs-twice/a.nix` and in `"
        "/outputs-twice/b.nix`, expected one definition"
      ];
    };
  };

  testOutputsMustBeSets = {
    expr = imp.collectOutputs (fixtures + "/outputs-text");
    expectedError = {
      type = "ThrownError";
      msg = "has the number 1, expected sets of outputs; write `__outputs.perSystem.packages.NAME = …;`";
    };
  };
}
