{ imp, fixtures, ... }:
let
  dir = fixtures + "/registry";
  registry = imp.registry dir;
  functions = imp.registryModule { lib = { }; };
in
{
  testShape = {
    expr = registry;
    expected = {
      __path = dir;
      hosts = {
        __path = dir + "/hosts";
        server = dir + "/hosts/server";
      };
      modules = {
        __path = dir + "/modules";
        base = dir + "/modules/base.nix";
        features = {
          __path = dir + "/modules/features";
          ssh = dir + "/modules/features/ssh.nix";
          "v1.2" = dir + "/modules/features/v1.2.nix";
        };
      };
      refs = dir + "/refs.nix";
      shell.__path = dir + "/shell.d";
    };
  };

  testFlatten = {
    expr = functions.flattenRegistry registry;
    expected = {
      hosts = dir + "/hosts";
      "hosts.server" = dir + "/hosts/server";
      modules = dir + "/modules";
      "modules.base" = dir + "/modules/base.nix";
      "modules.features" = dir + "/modules/features";
      "modules.features.ssh" = dir + "/modules/features/ssh.nix";
      "modules.features.v1.2" = dir + "/modules/features/v1.2.nix";
      refs = dir + "/refs.nix";
      shell = dir + "/shell.d";
    };
  };

  testBuild = {
    expr = functions.buildRegistry dir;
    expected = registry;
  };

  testLookup = {
    expr = map (name: functions.lookup name registry) [
      "modules.base"
      "modules.features"
      "modules.features.v1.2"
    ];
    expected = [
      (dir + "/modules/base.nix")
      (dir + "/modules/features")
      (dir + "/modules/features/v1.2.nix")
    ];
  };

  testResolver = {
    expr = functions.makeResolver registry "hosts.server";
    expected = dir + "/hosts/server";
  };

  testToPath = {
    expr = [
      (functions.toPath registry.modules)
      (functions.toPath registry.modules.base)
    ];
    expected = [
      (dir + "/modules")
      (dir + "/modules/base.nix")
    ];
  };

  testIsRegistryNode = {
    expr = map functions.isRegistryNode [
      registry
      registry.hosts
      registry.hosts.server
      { }
    ];
    expected = [
      true
      true
      false
      false
    ];
  };

  testUnknownName = {
    expr = functions.lookup "modules.bose" registry;
    expectedError = {
      type = "ThrownError";
      msg = "lookup: the name `modules.bose` is not in the registry, expected one of `hosts`, `hosts.server`, `modules`, `modules.base`,";
    };
  };

  testNamePastALeaf = {
    expr = functions.makeResolver registry "hosts.server.hardware";
    expectedError = {
      type = "ThrownError";
      msg = "the resolver: the name `hosts.server.hardware` is not in the registry";
    };
  };

  testNameMustBeText = {
    expr = functions.lookup 1 registry;
    expectedError = {
      type = "ThrownError";
      msg = "lookup: got the number 1, expected a name in the registry";
    };
  };

  testCollision = {
    expr = (imp.registry (fixtures + "/collision")).foo;
    expectedError = {
      type = "ThrownError";
      msg = "two entries give the attribute `foo`";
    };
  };

  testCollisionElsewhere = {
    expr = functions.lookup "ok" (imp.registry (fixtures + "/collision"));
    expected = fixtures + "/collision/ok.nix";
  };

  testNamesThatReadAlike = {
    expr =
      let
        alike = imp.registry (fixtures + "/registry-alike");
      in
      {
        flat = functions.flattenRegistry alike;
        found = map (name: functions.lookup name alike) [
          "a.b"
          "\"a.b\""
        ];
      };
    expected = {
      flat = {
        a = fixtures + "/registry-alike/a";
        "a.b" = fixtures + "/registry-alike/a/b.nix";
        "\"a.b\"" = fixtures + "/registry-alike/a.b.nix";
      };
      found = [
        (fixtures + "/registry-alike/a/b.nix")
        (fixtures + "/registry-alike/a.b.nix")
      ];
    };
  };

  testNoDirectory = {
    expr = imp.registry (fixtures + "/root/other.nix");
    expectedError = {
      type = "ThrownError";
      msg = "expected a directory; write the directory that holds the files";
    };
  };

  testToPathOfText = {
    expr = functions.toPath "hosts.server";
    expectedError = {
      type = "ThrownError";
      msg = "toPath: got the string \"hosts.server\", expected a registry node or a path; take it from the registry";
    };
  };
}
