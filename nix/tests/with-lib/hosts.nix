{
  imp,
  lib,
  fixtures,
  ...
}:
let
  # The module system is the real one; only NixOS' own modules are not here.
  nixosSystem =
    {
      system,
      specialArgs,
      modules,
    }:
    (lib.evalModules {
      inherit specialArgs;
      modules = modules ++ [
        {
          options.values = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
          };
          options.nixpkgs.overlays = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ ];
          };
          freeformType = lib.types.lazyAttrsOf lib.types.anything;
          config = {
            _module.args.pkgs = { };
            arch = system;
          };
        }
      ];
    }).config;

  inputs = {
    input.nixosModules.two.values = [ "two" ];
    input.overlay = "input";
    home-manager.nixosModules.home-manager.values = [ "home-manager" ];
  };

  flakeArgs = {
    inherit inputs;
    registry = imp.registry (fixtures + "/hosts-registry");
    exports.desktop = {
      nixos.__module.values = [ "sink" ];
      hm.__module.home = "sink";
    };
  };

  build =
    hosts:
    imp.buildHosts {
      lib = lib // {
        inherit nixosSystem;
      };
      imp = imp.withLib lib;
      inherit hosts flakeArgs;
      hostDefaults = {
        system = "aarch64-linux";
        stateVersion = "23.11";
      };
    };

  built = build (imp.collectHosts (fixtures + "/hosts"));

  one =
    fields:
    (build {
      web = {
        __host = fields;
        __source = "/web.nix";
        config = null;
        extraConfig = null;
      };
    }).web;
  wrong = host: msg: {
    expr =
      (build {
        web = {
          __host = { };
          __source = "/web.nix";
          config = null;
          extraConfig = null;
        }
        // host;
      }).web.values;
    expectedError = {
      type = "ThrownError";
      msg = "the host `web` (/web.nix): ${msg}";
    };
  };
in
{
  testBaseThatIsNoModule = wrong {
    __host.bases = [ 3 ];
  } "an item of `bases` is the number 3, expected a path or a module";

  testModuleThatIsNone = wrong {
    __host.modules = [ 3 ];
  } "an item of `modules` is the number 3, expected a path or a module";

  testModuleThatIsNotThere =
    wrong
      {
        __host.modules = [ /nope.nix ];
      }
      "an item of `modules` is the path `/nope.nix`, expected a file or a directory, and nothing is there; check the spelling";

  testSinkThatIsNoName = wrong {
    __host.sinks = [ 3 ];
  } "an item of `sinks` is the number 3, expected the name of a sink";

  testConfigThatIsNotThere = wrong {
    config = /nope;
  } "`config` is the path `/nope`, expected a file or a directory, and nothing is there";

  testExtraConfigThatIsNoModule = wrong {
    extraConfig = 3;
  } "`extraConfig` is the number 3, expected a path or a module";

  testUnknownArgumentOfModules =
    wrong
      {
        __host.modules = { input, ... }: [ input ];
      }
      "`modules` asks for the argument `input`, expected only `exports`, `inputs`, `registry`; the closest are `inputs`";

  testMisspeltBesideHost = {
    expr = (build (imp.collectHosts (fixtures + "/hosts-misspelt"))).web.values;
    expectedError = {
      type = "ThrownError";
      msg = "/hosts-misspelt/web.nix): `confg` stands beside `__host`, expected only `config` and `extraConfig`; correct the name, or move it into `extraConfig`";
    };
  };

  # A module that also declares a host is not a part of that host.
  testModuleBesideHost = {
    expr = (build (imp.collectHosts (fixtures + "/hosts-module"))).web.values;
    expectedError = {
      type = "ThrownError";
      msg = "/hosts-module/web.nix): `__module` stands beside `__host`, expected only `config` and `extraConfig`";
    };
  };

  testFunctorBesideHost = {
    expr = (build (imp.collectHosts (fixtures + "/hosts-functor"))).web.values;
    expectedError = {
      type = "ThrownError";
      msg = "/hosts-functor/web.nix): `__functor` stands beside `__host`, expected only `config` and `extraConfig`";
    };
  };

  # From the host, from beside a module, and from what a functor gives.
  testOverlays = {
    expr =
      let
        web =
          (imp.buildHosts {
            lib = lib // {
              inherit nixosSystem;
            };
            imp = (imp.withLib lib).__withFlakeArgs {
              registryName = "registry";
              args = { inherit inputs; };
            };
            inherit flakeArgs;
            hosts.web = {
              __host = {
                system = "x86_64-linux";
                stateVersion = "24.05";
                modules = [ (fixtures + "/overlays") ];
              };
              __overlays = [ "host" ];
            };
          }).web;
      in
      [
        (lib.sort lib.lessThan web.values)
        (lib.sort lib.lessThan web.nixpkgs.overlays)
      ];
    expected = [
      [
        "functor"
        "result"
      ]
      [
        "functor"
        "host"
        "input"
      ]
    ];
  };

  testModulesInOrder = {
    expr = built.web.values;
    # The module system puts what later modules say in front.
    expected = lib.reverseList [
      "config"
      "home-manager"
      "sink"
      "one"
      "two"
      "inline"
      "extra"
    ];
  };

  testConfigTrees = {
    expr = built.web.only;
    expected = [ "only base" ];
  };

  testSystem = {
    expr = [
      built.web.arch
      built.web.system.stateVersion
      built.db.arch
      built.db.system.stateVersion
    ];
    expected = [
      "x86_64-linux"
      "24.05"
      "aarch64-linux"
      "23.11"
    ];
  };

  testHomeManager = {
    expr = removeAttrs built.web.home-manager [ "extraSpecialArgs" ];
    expected = {
      useGlobalPkgs = true;
      useUserPackages = true;
      users.alice.imports = [
        { home = "sink"; }
        (fixtures + "/hosts-registry/users/alice.nix")
      ];
    };
  };

  testModulesFromFunction = {
    expr = built.db.values;
    expected = [ "one" ];
  };

  testUnknownField = {
    expr = one { modulse = [ ]; };
    expectedError = {
      type = "ThrownError";
      msg = "the host `web` (/web.nix): `__host` has the unknown field `modulse`, expected one of `bases`, `hmSinks`, `modules`, `sinks`, `stateVersion`, `system`, `user`; the closest is `modules`";
    };
  };

  testUnknownModule = {
    expr = one { modules = [ "modules.ona" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "the host `web` (/web.nix): `modules` has the string \"modules.ona\", expected a name in the registry; the closest are `modules.one`";
    };
  };

  testUnknownInputPath = {
    expr = one { modules = [ "@input.nixosModule.two" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`modules` has the string \"@input.nixosModule.two\", expected a path into `inputs`; the closest are `nixosModules`";
    };
  };

  # A group of sinks is none.
  testSinkGroup = {
    expr = one { sinks = [ "desktop" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`sinks` has the string \"desktop\", expected the name of a sink; the closest are";
    };
  };

  testUnknownSink = {
    expr = one { sinks = [ "desktop.nix" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`sinks` has the string \"desktop.nix\", expected the name of a sink; the closest are `desktop.nixos`";
    };
  };

  testUnknownBase = {
    expr = one { bases = [ "bose" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`bases` has the string \"bose\", expected a name in the registry; the closest are `base`";
    };
  };

  testHomeSinksWithoutUser = {
    expr = one { hmSinks = [ "desktop.hm" ]; };
    expectedError = {
      type = "ThrownError";
      msg = "`hmSinks` is a list of 1, expected a `user` beside it";
    };
  };

  testSystemIsRequired = {
    expr =
      (imp.buildHosts {
        inherit imp flakeArgs;
        lib = lib // {
          inherit nixosSystem;
        };
        hosts = imp.collectHosts (fixtures + "/hosts");
      }).db;
    expectedError = {
      type = "ThrownError";
      msg = "/hosts/db.nix): `stateVersion` is `null`, expected a string; write `__host.stateVersion = \"24.05\";`, or set it in `hostDefaults`, which is `imp.hosts.defaults` of a flake";
    };
  };

  testHomeManagerIsRequired = {
    expr =
      (imp.buildHosts {
        inherit imp;
        flakeArgs = flakeArgs // {
          inputs = removeAttrs inputs [ "home-manager" ];
        };
        lib = lib // {
          inherit nixosSystem;
        };
        hosts = imp.collectHosts (fixtures + "/hosts");
      }).web;
    expectedError = {
      type = "ThrownError";
      msg = "`user` is the string \"alice\", expected the input `home-manager`, which is missing; declare `home-manager.url";
    };
  };
}
