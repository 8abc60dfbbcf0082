# What stands for the nixpkgs flake where it is not to be had: the real `lib`, a package set of a few
# functions, and `nixosSystem` without NixOS, which takes any option. Needs bash and coreutils in the
# usual places, and Nix' sandbox off.
{
  lib,
  # A directory with the compiled programs; without it they are scripts that print their arguments.
  programs ? null,
}:
let
  packages =
    system:
    let
      run =
        name: env: text:
        derivation (
          env
          // {
            inherit name system;
            builder = "/bin/bash";
            args = [
              "-euc"
              # A last command that bash turns into would close the log before it ends, and Nix then
              # kills it: `:` keeps bash in between.
              "export PATH=/usr/bin:/bin; ${text}\n:"
            ];
          }
        );

      script =
        name: text:
        run name {
          inherit text;
          passAsFile = [ "text" ];
        };

      shell = { packages, ... }: run "shell" { inherit packages; } "echo $packages > $out";

      # Packages of which only the name matters.
      named =
        lib.genAttrs
          [
            "age"
            "clippy"
            "git"
            "hello"
            "mdbook"
            "rust-analyzer"
            "rustfmt"
            "sops"
          ]
          (
            name:
            run name { }
              "mkdir -p $out/bin; printf '#!/bin/sh\necho ${name}\n' > $out/bin/${name}; chmod +x $out/bin/*"
          );
    in
    named
    // {
      inherit lib system;
      stdenv.hostPlatform = { inherit system; };
      runCommand = run;
      writeText = name: text: script name text "cp $textPath $out";
      writeShellScript =
        name: text: script name text "{ echo '#!/bin/bash'; cat $textPath; } > $out; chmod +x $out";
      writeShellScriptBin =
        name: text:
        script name text
          "mkdir -p $out/bin; { echo '#!/bin/bash'; cat $textPath; } > $out/bin/${name}; chmod +x $out/bin/*";
      mkShell = shell;
      mkShellNoCC = shell;
      rustPlatform.buildRustPackage =
        { pname, version, ... }@args:
        run "${pname}-${version}" { } (
          if programs != null then
            "mkdir -p $out/bin; cp ${programs}/imp-* $out/bin"
          else
            "mkdir -p $out/bin; for p in flake fmt registry vis; do printf '#!/bin/sh\necho \"imp-%s $*\"\n' $p > $out/bin/imp-$p; done; chmod +x $out/bin/*"
        )
        // {
          inherit pname version;
          inherit (args) meta src;
        };
    };

  anyOption = {
    freeformType = lib.types.lazyAttrsOf lib.types.anything;
    options.nixpkgs.overlays = lib.mkOption {
      type = lib.types.listOf lib.types.raw;
      default = [ ];
    };
  };

  # Without these two NixOS builds no machine; the words are its own.
  bootable =
    config:
    let
      loader = config.boot.loader or { };
      hasLoader = loader.systemd-boot.enable or false || loader ? grub.device || loader ? grub.devices;
    in
    lib.throwIfNot hasLoader
      "Failed assertions: You must set the option ‘boot.loader.grub.devices’ to make the system bootable."
      (
        lib.throwIfNot (
          config ? fileSystems."/"
        ) "Failed assertions: The ‘fileSystems’ option does not specify your root file system."
      );

  # A derivation is all that `nix flake check` looks at.
  evaluate =
    check:
    {
      system,
      specialArgs ? { },
      modules,
    }:
    lib.evalModules {
      specialArgs = {
        modulesPath = ./fixtures/nixos;
      }
      // specialArgs;
      modules = modules ++ [
        anyOption
        (
          { config, ... }:
          {
            _module.args.pkgs = builtins.foldl' (
              final: overlay: final // overlay final final
            ) (packages system) config.nixpkgs.overlays;
            system.build.toplevel = check config ((packages system).runCommand "system" { } "touch $out");
          }
        )
      ];
    };
in
{
  # For flake-parts, which looks whether an input is a flake.
  _type = "flake";
  lib = lib // {
    nixosSystem = evaluate bootable;
    # For what is made of modules and is no machine.
    anySystem = evaluate (_: toplevel: toplevel);
  };
  legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] packages;
}
