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

  testExposeBelowLib = {
    expr = lib.attrNames (withRegistry { expose = [ "lib.imp.registry" ]; }).lib.imp;
    expected = [ "registry" ];
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
          coreInputs.a.url = "a";
          header = "# h";
        };
        fmt.excludes = [ "x/**" ];
        lint.rules.unused-input = "off";
      };
      systems = [ system ];
    };
    expected = {
      src = "flakes/outputs/tree";
      perSystemDir = "perSystem";
      registry = {
        name = "registry";
        src = "registry";
        modules = [ "nixos.disko" ];
        migratePaths = [ "registry" ];
      };
      scan.src = [ "inputs" ];
      exports = {
        sources = [
          "flakes/outputs/tree"
          "registry"
          "inputs"
        ];
        sinkDefaults = {
          "hm.*" = "merge";
          "nixos.*" = "merge";
        };
      };
      hosts.sources = [ "hosts" ];
      flakeFile = {
        path = "flake.nix";
        description = "d";
        coreInputs.a.url = "a";
        outputsFile = "./outputs.nix";
        header = "# h";
      };
      fmt = {
        excludes = [ "x/**" ];
        formatters = { };
        settings = { };
      };
      lint.rules.unused-input = "off";
    };
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
