# What the module makes of a tree.
{
  evaluate,
  lib,
  flakes,
  fixtures,
  ...
}:
let
  system = "x86_64-linux";

  make =
    name: settings:
    evaluate.modules { root = flakes; } (
      [ { imp.src = flakes + "/${name}/tree"; } ] ++ lib.toList settings
    );

  flake = make "outputs" { systems = [ system ]; };

  parts = evaluate.inputs.flake-parts.lib;

  flakeArguments = [
    "config"
    "exports"
    "imp"
    "inputs"
    "lib"
    "self"
    "systems"
  ];

  systemArguments = [
    "config"
    "exports"
    "imp"
    "inputs"
    "inputs'"
    "lib"
    "pkgs"
    "self"
    "self'"
    "system"
  ];
in
{
  testArguments = {
    expr = flake.given;
    expected = flakeArguments;
  };

  testSystemArguments = {
    expr = flake.legacyPackages.${system}.given;
    expected = systemArguments;
  };

  testMoreArguments = {
    expr =
      let
        more = make "outputs" {
          systems = [ system ];
          imp.args.extra = 1;
          perSystem.imp.args.own = 2;
          imp.registry.src = fixtures + "/registry";
          imp.registry.name = "nodes";
        };
      in
      [
        more.given
        more.legacyPackages.${system}.given
      ];
    expected = map (lib.sort lib.lessThan) [
      (
        flakeArguments
        ++ [
          "extra"
          "nodes"
        ]
      )
      (
        systemArguments
        ++ [
          "extra"
          "nodes"
          "own"
        ]
      )
    ];
  };

  testFragments = {
    expr = lib.mapAttrs (_: package: package.name) flake.packages.${system};
    expected = {
      hello = "hello";
      mine = "git";
      more = "sops";
    };
  };

  testDeclarationsAreNotOutputs = {
    expr = lib.attrNames flake.overlays;
    expected = [
      "default"
      "mine"
    ];
  };

  testSystemsFile = {
    expr = lib.attrNames (make "outputs" { }).packages;
    expected = [ "aarch64-linux" ];
  };

  testUsersDefinitionWins = {
    expr =
      let
        own = make "outputs" {
          systems = [ system ];
          flake.overlays.mine = _: _: { fromUser = true; };
          flake.homeConfigurations = "user";
          perSystem =
            { pkgs, ... }:
            {
              packages.mine = pkgs.age;
              apps.imp-vis.program = "/user";
            };
        };
      in
      [
        (own.overlays.mine { } { })
        (own.overlays.default { } { })
        own.packages.${system}.mine.name
        own.apps.${system}.imp-vis.program
        own.homeConfigurations
      ];
    expected = [
      { fromUser = true; }
      { fromTree = true; }
      "age"
      "/user"
      "user"
    ];
  };

  testDeclaredOutputs = {
    expr =
      let
        declared = make "outputs" {
          systems = [ system ];
          imp.scan.src = [ (flakes + "/declared") ];
        };
      in
      [
        (lib.attrNames declared.homeConfigurations)
        (lib.attrNames declared.overlays)
        declared.packages.${system}.declared.name
      ];
    expected = [
      [
        "bob"
        "carol"
      ]
      [
        "declared"
        "default"
        "mine"
      ]
      "git"
    ];
  };

  testDeclaredOutputsOff = {
    expr =
      (make "outputs" {
        systems = [ system ];
        imp.scan.src = [ (flakes + "/declared") ];
        imp.outputs.enable = false;
      }).packages.${system}
        ? declared;
    expected = false;
  };

  # Of an output without an option there is room for one definition: the tree's names stand beside the user's.
  testUsersNamesBesideTheTrees = {
    expr =
      let
        of =
          own:
          builtins.attrNames
            (make "outputs" {
              systems = [ system ];
              flake.homeConfigurations = own;
            }).homeConfigurations;
      in
      map of [
        { alice = 1; }
        (lib.mkDefault { alice = 1; })
        (lib.mkIf true { bob = 1; })
        (lib.mkForce { alice = 1; })
      ];
    expected = [
      [
        "alice"
        "bob"
      ]
      [
        "alice"
        "bob"
      ]
      [ "bob" ]
      [ "alice" ]
    ];
  };

  testOverlayWithoutArguments = {
    expr = ((make "overlay" { }).overlays.o { } { }).mine;
    expectedError = {
      type = "ThrownError";
      msg = [
        "the overlay `o` in `"
        "/overlay/tree/overlays/o.nix`: takes one argument, expected `final: prev: …`; a file is called with the arguments of the flake first, so write `_: final: prev: { … }`"
      ];
    };
  };

  testOutputFromTwoPlaces = {
    expr = (make "outputs" { imp.scan.src = [ (flakes + "/declared-twice") ]; }).homeConfigurations.bob;
    expectedError = {
      type = "ThrownError";
      msg = "the output `homeConfigurations.bob` comes from `imp.src` and from `__outputs`, expected one definition";
    };
  };

  testWrongArguments = {
    expr = (make "wrong" { }).overlays;
    expectedError = {
      type = "ThrownError";
      msg = [
        "/wrong/tree/overlays.nix`: asks for the argument `pkgs`, expected only `config`, `exports`, `imp`,"
        "outside `perSystem`; move it there, or, if it is a module, write `{ lib, ... }:` before its own arguments"
      ];
    };
  };

  testValueOfAnotherTypeInAFile = {
    expr = (make "wrong-values" { }).packages.${system}.x;
    expectedError = {
      type = "ThrownError";
      msg = [
        "`perSystem.x86_64-linux.packages.x' is not of type `package'"
        "/wrong-values/tree/perSystem/packages/x.nix': 3"
      ];
    };
  };

  testValueOfAnotherTypeInASet = {
    expr = (make "wrong-values" { }).devShells.${system}.y;
    expectedError = {
      type = "ThrownError";
      msg = [
        "devShells.y' is not of type `package'"
        "/wrong-values/tree/perSystem/devShells.nix': \"text\""
      ];
    };
  };

  testAppInAFile = {
    expr = {
      inherit ((make "app" { }).apps.${system}.greet) program type;
    };
    expected = {
      program = "/bin/greet";
      type = "app";
    };
  };

  testAppOfAnotherTypeInAFile = {
    expr = (make "app" { }).apps.${system}.wrong.program;
    expectedError = {
      type = "ThrownError";
      msg = [
        "apps.wrong.program' is not of type"
        "/app/tree/perSystem/apps/wrong.nix': 1"
      ];
    };
  };

  testDeclaredValueOfAnotherType = {
    expr =
      (evaluate.modules { root = flakes; } [ { imp.scan.src = [ (flakes + "/wrong-declared") ]; } ])
      .packages.${system}.v;
    expectedError = {
      type = "ThrownError";
      msg = [
        "packages.v' is not of type `package'"
        "/wrong-declared/b.nix': 1"
      ];
    };
  };

  testUnknownOutputInAFile = {
    expr = (make "unknown-output" { }).packages.${system};
    expectedError = {
      type = "ThrownError";
      msg = [
        "The option `perSystem.x86_64-linux.zoo' does not exist"
        "- In `"
        "/unknown-output/tree/perSystem/zoo.nix"
      ];
    };
  };

  testUnknownDeclaredOutput = {
    expr =
      (evaluate.modules { root = flakes; } [
        { imp.scan.src = [ (flakes + "/unknown-output/extra") ]; }
      ]).packages.${system};
    expectedError = {
      type = "ThrownError";
      msg = [
        "The option `perSystem.x86_64-linux.zoo' does not exist"
        "- In `"
        "/unknown-output/extra/a.nix': 1"
      ];
    };
  };

  # Another module may have an option for it.
  testOptionOfAnotherModule = {
    expr =
      (make "unknown-output" {
        options.perSystem = parts.mkPerSystemOption (
          { config, ... }:
          {
            options.zoo = lib.mkOption { type = lib.types.raw; };
            config.legacyPackages.zoo = config.zoo.pkgs.name;
          }
        );
      }).legacyPackages.${system}.zoo;
    expected = "hello";
  };

  testPerSystemInOneFile = {
    expr = (make "unit-per-system" { }).packages;
    expectedError = {
      type = "ThrownError";
      msg = [
        "imp.perSystemDir: got the string \"perSystem\", which is `/"
        "/unit-per-system/tree/perSystem.nix`, expected a directory of files that is no unit; write a file for each output, such as `perSystem/packages.nix`"
      ];
    };
  };

  testOutputOfAnotherTypeInAFile = {
    expr = (make "wrong-values" { }).overlays.z { } { };
    expectedError = {
      type = "ThrownError";
      msg = "/wrong-values/tree/overlays.nix': 1";
    };
  };

  testSystemsOfAnotherType = {
    expr = (make "wrong-systems" { }).packages;
    expectedError = {
      type = "ThrownError";
      msg = "/wrong-systems/tree/systems.nix': 5";
    };
  };

  testHosts = {
    expr =
      let
        hosts = evaluate.modules { root = fixtures; } [
          {
            imp.registry.src = fixtures + "/hosts-registry";
            imp.hosts = {
              enable = true;
              sources = [ (fixtures + "/flakes/hosts") ];
              defaults.system = system;
            };
          }
        ];
      in
      {
        names = lib.attrNames hosts.nixosConfigurations;
        home = hosts.nixosConfigurations.home.config ? home-manager;
        none = hosts.nixosConfigurations.plain.config ? home-manager;
        inherit (hosts.nixosConfigurations.plain.config) values;
      };
    expected = {
      names = [
        "home"
        "plain"
      ];
      home = true;
      none = false;
      values = [ "one" ];
    };
  };

  testHostsAreOffByDefault = {
    expr =
      (evaluate.modules { root = fixtures; } [ { imp.scan.src = [ (fixtures + "/flakes/hosts") ]; } ])
      .nixosConfigurations;
    expected = { };
  };

  # What `__functor` returns is asked for with the real arguments.
  testSinksFromFunctors = {
    expr =
      lib.isFunction
        (evaluate.modules { root = flakes; } [ { imp.scan.src = [ (flakes + "/sinks") ]; } ])
        .exports.desktop.nixos.__module.from;
    expected = true;
  };

  testOwnFormatterIsImpFmt = {
    expr = flake.formatter.${system}.meta.mainProgram;
    expected = "imp-fmt";
  };

  testFormatterParts = {
    expr = (make "treefmt" { }).formatter.${system}.text;
    expected = "echo nixfmt shfmt";
  };

  # `nix fmt`, the app and the check of imp-fmt have one configuration; the other programs do not need it.
  testFormatterPartsWithoutTreefmt = {
    expr =
      let
        settings =
          evaluate.modules
            {
              root = flakes;
              inputs = removeAttrs evaluate.inputs [ "treefmt-nix" ];
            }
            [
              {
                imp.src = flakes + "/settings/tree";
                imp.fmt.excludes = [ "vendor/**" ];
                perSystem =
                  { config, ... }:
                  {
                    legacyPackages = { inherit (config.imp) configFile fmtConfigFile; };
                  };
              }
            ];
        inherit (settings.legacyPackages.${system}) configFile fmtConfigFile;
        configuration = builtins.fromJSON fmtConfigFile.text;
      in
      [
        settings.formatter.${system}.meta.mainProgram
        (settings.checks.${system} ? imp-fmt)
        configuration.formatterParts.formatters.shfmt.includes
        configuration.fmt.excludes
        (builtins.fromJSON configFile.text ? formatterParts)
      ];
    expected = [
      "imp-fmt"
      true
      [ "*.sh" ]
      [ "vendor/**" ]
      false
    ];
  };

  # A set in `formatter.nix` is imp-fmt, too, and then the check goes with it, unless somebody says otherwise.
  testFormatterSetHasCheck = {
    expr =
      let
        hasCheck =
          tree: module:
          (evaluate.modules
            {
              root = flakes;
              inputs = removeAttrs evaluate.inputs [ "treefmt-nix" ];
            }
            [
              { imp.src = flakes + "/${tree}/tree"; }
              module
            ]
          ).checks.${system}
            ? imp-fmt;
      in
      [
        (hasCheck "formatter-set" { })
        (hasCheck "formatter-set" { imp.fmt.enable = false; })
        (hasCheck "formatter-package" { })
      ];
    expected = [
      true
      false
      false
    ];
  };

  # What `nix fmt` would undo is no check.
  testAnotherFormatterHasNoCheck = {
    expr =
      let
        hasCheck =
          module:
          (make "outputs" [
            { systems = [ system ]; }
            module
          ]).checks.${system}
            ? imp-fmt;
        other = value: { perSystem.formatter = value; };
        package = derivation {
          name = "other";
          builder = "other";
          inherit system;
        };
      in
      [
        (hasCheck { })
        (hasCheck (other package))
        (hasCheck (other (lib.mkDefault package)))
        (hasCheck {
          imports = [ (other package) ];
          imp.fmt.enable = true;
        })
      ];
    expected = [
      true
      false
      false
      true
    ];
  };
}
