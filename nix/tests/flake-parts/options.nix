# Options that change what is there, and what the programs are told.
{
  evaluate,
  lib,
  flakes,
  fixtures,
  ...
}:
let
  system = "x86_64-linux";

  make = settings: evaluate.modules { root = fixtures; } [ settings ];

  withRegistry =
    settings:
    make {
      imp = {
        registry.src = fixtures + "/registry";
      }
      // settings;
    };

  # What is in the file behind `--config`.
  configuration =
    settings:
    (make {
      imports = [ settings ];
      perSystem =
        { config, ... }:
        {
          legacyPackages.configuration = config.imp.configuration;
        };
    }).legacyPackages.${system}.configuration;

  # What an app needs, and the names of the outputs.
  wrong = settings: msg: {
    expr =
      let
        flake = make settings;
      in
      lib.deepSeq (lib.attrNames flake.nixosConfigurations) flake.apps.${system}.imp-vis.program;
    expectedError = {
      type = "ThrownError";
      inherit msg;
    };
  };
in
{
  testRegistryModules = {
    expr =
      let
        names =
          modules:
          removeAttrs
            (make {
              imp.registry = {
                inherit modules;
                src = fixtures + "/registry";
              };
            }).registry.modules
            [
              "__path"
              "base"
              "features"
            ];
        module = _: { };
      in
      map (modules: lib.mapAttrsRecursive (_: lib.isFunction) (names modules)) [
        { "modules.nixos.disko" = module; }
        { modules.nixos.disko = module; }
      ];
    expected = [
      { nixos.disko = true; }
      { nixos.disko = true; }
    ];
  };

  testExposeNothing = {
    expr = (withRegistry { expose = [ ]; }) ? registry;
    expected = false;
  };

  # The user's own `exports` wins over the sinks.
  testExposeBesideOwnOutput = {
    expr =
      (make {
        imp.src = flakes + "/own-exports/tree";
        imp.scan.src = [ (flakes + "/sinks") ];
      }).exports;
    expected.own = 1;
  };

  testExposeBelowLib = {
    expr = lib.attrNames (withRegistry { expose = [ "lib.imp.registry" ]; }).lib.imp;
    expected = [ "registry" ];
  };

  # The flake's own `lib` stays, and so does ours; its own `lib.imp` wins.
  testExposeBesideLib = {
    expr =
      let
        of =
          own:
          lib.mapAttrs (_: lib.isAttrs)
            (make {
              imports = own;
              imp.registry.src = fixtures + "/registry";
              imp.expose = [ "lib.imp.registry" ];
            }).lib;
      in
      map of [
        [ { flake.lib.own = 1; } ]
        [
          { flake.lib.own = 1; }
          { flake.lib.other = 2; }
        ]
        [ { flake.lib.imp = 1; } ]
        [
          { imp.src = flakes + "/own-lib/tree"; }
          { flake.lib.own = 1; }
        ]
      ];
    expected = [
      {
        imp = true;
        own = false;
      }
      {
        imp = true;
        other = false;
        own = false;
      }
      { imp = false; }
      {
        fromTree = false;
        imp = true;
        own = false;
      }
    ];
  };

  # Without ours, `lib` is nobody's option.
  testNoLibOfOurs = {
    expr = [
      ((make { }) ? lib)
      (make { flake.lib = "own"; }).lib
    ];
    expected = [
      false
      "own"
    ];
  };

  testNothingEmptyIsExposed = {
    expr = lib.filter (name: (make { }) ? ${name}) [
      "exports"
      "registry"
    ];
    expected = [ ];
  };

  testSinksOff = {
    expr =
      (make {
        imp.scan.src = [ (fixtures + "/strategies") ];
        imp.exports.enable = false;
      })
        ? exports;
    expected = false;
  };

  testSinkDefaults = {
    expr =
      (make {
        imp.scan.src = [ (fixtures + "/strategies") ];
        imp.exports.sinkDefaults = lib.mkForce { "nixos.*" = "override"; };
      }).exports.nixos.x.__meta.strategy;
    expected = "override";
  };

  testChecks = {
    expr = map (settings: lib.attrNames (make { imp = settings; }).checks.${system}) [
      { }
      { flakeFile.enable = true; }
      { registry.src = fixtures + "/registry"; }
      { lint.enable = false; }
      { fmt.enable = false; }
      { checks.enable = false; }
    ];
    expected = [
      [
        "imp-fmt"
        "imp-lint"
      ]
      [
        "imp-flake"
        "imp-fmt"
        "imp-lint"
      ]
      [
        "imp-fmt"
        "imp-lint"
        "imp-registry"
      ]
      [ "imp-fmt" ]
      [ "imp-lint" ]
      [ ]
    ];
  };

  testPackage = {
    expr =
      let
        package = pkgs: pkgs.runCommand "other" { } "mkdir -p $out";
        of =
          settings:
          (make {
            imports = [ settings ];
            perSystem =
              { config, ... }:
              {
                legacyPackages.package = config.imp.package.name;
              };
          }).legacyPackages.${system}.package;
      in
      map of [
        { imp.package = package; }
        { imp.package = package evaluate.inputs.nixpkgs.legacyPackages.${system}; }
        {
          perSystem =
            { pkgs, ... }:
            {
              imp.package = package pkgs;
            };
        }
      ];
    expected = [
      "other"
      "other"
      "other"
    ];
  };

  testPackageIsNone = {
    expr = (make { imp.package = 1; }).apps.${system}.imp-flake.program;
    expectedError = {
      type = "TypeError";
      msg = "A definition for option `imp.package' is not of type";
    };
  };

  testConfiguration = {
    expr = configuration {
      imp = {
        src = flakes + "/outputs/tree";
        registry = {
          src = fixtures + "/registry";
          modules."nixos.disko" = { };
          migratePaths = [ (fixtures + "/registry") ];
        };
        scan.src = [ (fixtures + "/inputs") ];
        hosts.sources = [ (fixtures + "/hosts") ];
        flakeFile = {
          description = "d";
          nixConfig.extra-substituters = [ "https://cache.example.org" ];
          coreInputs.a.url = "a";
          header = "# h";
        };
        fmt.excludes = [ "x/**" ];
        lint = {
          excludes = [ "tests/" ];
          rules.orphan-module = "off";
        };
      };
      systems = [ system ];
    };
    expected = {
      src = "flakes/outputs/tree";
      registry = {
        src = "registry";
        modules = [ "nixos.disko" ];
        migratePaths = [ "registry" ];
      };
      scan.src = [ "inputs" ];
      hosts.sources = [ "hosts" ];
      flakeFile = {
        enable = false;
        description = "d";
        nixConfig.extra-substituters = [ "https://cache.example.org" ];
        coreInputs.a.url = "a";
        header = "# h";
      };
      fmt.excludes = [ "x/**" ];
      lint = {
        excludes = [ "tests/" ];
        rules.orphan-module = "off";
      };
    };
  };

  # By what the programs know the flake that they are to work on.
  testConfigFileNamesItsFlake = {
    expr =
      let
        flake = evaluate.modules { root = fixtures + "/module-flake"; } [
          {
            perSystem =
              { config, ... }:
              {
                legacyPackages.configFile = config.imp.configFile;
              };
          }
        ];
      in
      (builtins.fromJSON flake.legacyPackages.${system}.configFile.text).self;
    expected = {
      sha256 = builtins.hashFile "sha256" (fixtures + "/module-flake/flake.nix");
      directories = builtins.hashString "sha256" "";
    };
  };

  # What nobody sets is left to `imp.toml`, and to the programs' own defaults.
  testConfigurationOfNothing = {
    expr = configuration { systems = [ system ]; };
    expected = { };
  };

  # Of what only Nix can evaluate the programs get the names.
  testConfigurationOfNames = {
    expr = configuration {
      imp = {
        args.domain = throw "not asked for";
        exports.enable = false;
        hosts = {
          enable = true;
          defaults.system = throw "not asked for";
        };
        outputs.enable = false;
        registry.modules = {
          "nixos.disko" = throw "not asked for";
        };
      };
    };
    expected = {
      args = [ "domain" ];
      exports.enable = false;
      hosts = {
        defaults = [ "system" ];
        enable = true;
      };
      outputs.enable = false;
      registry.modules = [ "nixos.disko" ];
    };
  };

  # One path is a list of one, as for the programs.
  testOnePath = {
    expr =
      (configuration {
        imp.scan.src = fixtures + "/inputs";
        imp.exports.sources = fixtures + "/exports";
      }).exports.sources
      ++ (configuration { imp.scan.src = fixtures + "/inputs"; }).scan.src;
    expected = [
      "exports"
      "inputs"
    ];
  };

  testDirectoryOutside = {
    expr = configuration { imp.exports.sources = [ ../lib ]; };
    expectedError = {
      type = "ThrownError";
      msg = [
        "/lib`, expected a path inside the flake (`"
        "/fixtures`); write a path such as `./nix/outputs`"
      ];
    };
  };

  # The option of which a directory is made is named, not what is made of it.
  testSourceOutside = {
    expr = configuration { imp.scan.src = [ ../lib ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`imp.scan.src`: got `";
    };
  };

  testSrcIsNoPath = wrong { imp.src = 5; } [
    "A definition for option `imp.src' is not of type `null or absolute path'"
  ];

  testSrcIsNotThere = wrong { imp.src = fixtures + "/nodir"; } [
    "imp.src: got the path `"
    "/fixtures/nodir`, where nothing is, expected a file or a directory; check the spelling, and in a git repository run `git add -N` on it"
  ];

  testSrcIsAFile = wrong { imp.src = fixtures + "/hosts/db.nix"; } [
    "imp.src: got the path `"
    "/hosts/db.nix`, expected a directory; write the directory that holds the files, such as `./modules`"
  ];

  testRegistryIsNotThere = wrong { imp.registry.src = fixtures + "/nodir"; } [
    "imp.registry.src: got the path `"
  ];

  testScanIsNotThere = wrong { imp.scan.src = [ (fixtures + "/nodir") ]; } [
    "imp.scan.src: got the path `"
  ];

  testScanIsNoNix = wrong { imp.scan.src = fixtures + "/files/notes.txt"; } [
    "imp.scan.src: got the path `"
    "/files/notes.txt`, expected a directory or a Nix file; write one whose name ends in `.nix`"
  ];

  testHostsAreNotThere = wrong {
    imp.hosts.enable = true;
    imp.hosts.sources = [ (fixtures + "/nodir") ];
  } [ "imp.hosts.sources: got the path `" ];

  testExportsAreNotThere = wrong { imp.exports.sources = [ (fixtures + "/nodir") ]; } [
    "imp.exports.sources: got the path `"
  ];

  testPerSystemDirIsNotThere =
    wrong
      {
        imp.src = flakes + "/outputs/tree";
        imp.perSystemDir = "nodir";
      }
      [
        "imp.perSystemDir: got the string \"nodir\", expected a directory in `imp.src`, which has `given`, `homeConfigurations`,"
      ];

  testUnknownRule = wrong { imp.lint.rules.nosuch = "off"; } [
    "`imp.lint.rules` names `nosuch`, which is no rule: see `imp-flake lint --help` for the list"
  ];

  testMisspeltRule = wrong { imp.lint.rules.orphan-modules = "off"; } [
    "`imp.lint.rules` names `orphan-modules`, which is no rule: did you mean `orphan-module`?"
  ];

  testUnknownSetting = wrong { imp.fmt.settings.bogus = true; } [
    "there is no option `imp.fmt.settings.bogus`: there are: allowMissingFormatter, failOnChange"
  ];

  testHeaderIsNoText = wrong { imp.flakeFile.header = 5; } [
    "A definition for option `imp.flakeFile.header' is not of type"
  ];

  # As the programs read it: from the root, wherever the flake is.
  testFormatterOfTheFlake = {
    expr =
      lib.mapAttrs (_: formatter: formatter.command)
        (configuration {
          imp.fmt.formatters = {
            own = {
              command = fixtures + "/registry/users";
              includes = [ "*.x" ];
            };
            other = {
              command = "/bin/x";
              includes = [ "*.y" ];
            };
          };
        }).fmt.formatters;
    expected = {
      own = "./registry/users";
      other = "/bin/x";
    };
  };

  testFormatterOutside = wrong {
    imp.fmt.formatters.x = {
      command = /no/such/x;
      includes = [ "*.x" ];
    };
  } "`imp.fmt.formatters.<name>.command`: got `/no/such/x`, expected a path inside the flake";

  # As for the program, which has nothing to do otherwise.
  testFormatterWithoutIncludes = wrong {
    imp.fmt.formatters.x = {
      command = "x";
      includes = [ ];
    };
  } "imp.fmt.formatters.x.includes' is not of type `non-empty (list of string)'";

  testHeaderIsCode = wrong { imp.flakeFile.header = "{ evil = 1; }"; } [
    "imp.flakeFile: `header` has the line \"{ evil = 1; }\", expected comments; start the line with `#`"
  ];

  testFlakeFileOutside = wrong { imp.flakeFile.path = "a/../../flake.nix"; } [
    "`imp.flakeFile.path` leads out of the flake: `a/../../flake.nix`; write a path below its root, such as `flake.nix`"
  ];

  testRegistryNameIsNoArgument = wrong { imp.registry.name = "my name"; } [
    "imp.registry.name: got the string \"my name\", expected the name of an argument; write one such as `registry`"
  ];

  testRegistryNameIsTaken = wrong { imp.registry.name = "self"; } [
    "imp.registry.name: got the string \"self\", which is another argument of files; expected a name of its own"
  ];

  testRegistryNameIsAKeyword = wrong { imp.registry.name = "in"; } [
    "imp.registry.name: got the string \"in\", expected the name of an argument"
  ];

  testRegistryModuleBelowAnother = {
    expr =
      (make {
        imp.registry = {
          src = fixtures + "/registry";
          modules = {
            "a.b" = _: { };
            a = _: { };
          };
        };
      }).registry.a;
    expectedError = {
      type = "ThrownError";
      msg = "imp.registry.modules: `a.b` lies below `a`, which is a module or a file and holds no names; rename one of the two";
    };
  };

  testRegistryModuleTwice = {
    expr =
      (make {
        imp.registry = {
          src = fixtures + "/registry";
          modules = {
            "a.b" = _: { };
            a.b = _: { };
          };
        };
      }).registry.a;
    expectedError = {
      type = "ThrownError";
      msg = "imp.registry.modules: gives the name `a.b` twice, dotted and nested, expected it once; rename one of the two";
    };
  };

  testRegistryModuleBelowAFile = {
    expr =
      (make {
        imp.registry = {
          src = fixtures + "/registry";
          modules."modules.base.extra" = _: { };
        };
      }).registry.modules.base;
    expectedError = {
      type = "ThrownError";
      msg = "imp.registry.modules: `modules.base.extra` lies below `modules.base`, which is a module or a file";
    };
  };

  testOutputsFileIsEmpty = wrong { imp.flakeFile.outputsFile = ""; } [
    "imp.flakeFile: got the string \"\", expected a file or directory below `flake.nix` as `outputsFile`; name one, such as `./nix/flake`"
  ];

  testCoreInputOfAnotherType = wrong { imp.flakeFile.coreInputs.a.url = 5; } [
    "imp.flakeFile.coreInputs: the input `a` can't be used because `url` is an integer; write `a.url = \"…\";`"
  ];

  # Sinks and hosts of a flake speak of its options.
  testSinksUnlike = {
    expr = lib.deepSeq (make { imp.scan.src = [ (fixtures + "/strategies-unlike") ]; }).exports null;
    expectedError = {
      type = "ThrownError";
      msg = "imp.exports: the sink `s` is given the strategies `merge`, `override` by `";
    };
  };

  testHostDefaults = {
    expr =
      (make {
        imp.hosts = {
          enable = true;
          sources = [ (flakes + "/hosts") ];
          defaults.sytem = system;
        };
      }).nixosConfigurations.plain;
    expectedError = {
      type = "ThrownError";
      msg = "`hostDefaults`, which is `imp.hosts.defaults` of a flake, has the unknown field `sytem`, expected one of `bases`, `hmSinks`, `modules`, `sinks`, `stateVersion`, `system`, `user`; the closest is `system`";
    };
  };

  testMistakeShowsWithAnyOutput = {
    expr =
      (make {
        imp.src = flakes + "/outputs/tree";
        imp.lint.rules.nosuch = "off";
      }).given;
    expectedError = {
      type = "ThrownError";
      msg = "`imp.lint.rules` names `nosuch`, which is no rule";
    };
  };

  testUnknownStrategy = {
    expr = (make { imp.exports.sinkDefaults."*" = "concat"; }).exports;
    expectedError = {
      type = "TypeError";
      msg = "imp.exports.sinkDefaults";
    };
  };

  # A page of the options is generated from these.
  testOptionsAreDocumented = {
    expr =
      let
        inherit (evaluate) inputs;
        evaluated =
          inputs.flake-parts.lib.evalFlakeModule
            {
              inputs = inputs // {
                self = {
                  outPath = fixtures;
                  inherit inputs;
                };
              };
            }
            {
              imports = [ inputs.imp.flakeModules.default ];
              systems = [ ];
            };
        all =
          lib.collect lib.isOption evaluated.options.imp
          ++ lib.collect lib.isOption (evaluated.options.perSystem.type.getSubOptions [ ]).imp;
        lacking = lib.filter (
          option:
          !(option.internal or false)
          && !(option ? description && option ? example && (option ? default || option ? defaultText))
        ) all;
      in
      map (option: lib.showOption option.loc) lacking;
    expected = [ ];
  };
}
