# The programs. They are built together, once; each package names the one that it is for.
{
  pkgs,
  # What `--version` says beside the version.
  revision ? null,
}:
let
  inherit (pkgs) lib;

  workspace = (lib.importTOML ../Cargo.toml).workspace.package;

  programs = {
    imp-flake = "Writes flake.nix from the inputs that files declare, and checks flakes";
    imp-fmt = "Formats Nix, and other languages through their formatters";
    imp-registry = "Checks and renames what the files of a flake refer to by name";
    imp-vis = "Shows what a flake consists of as a graph";
  };

  all = pkgs.rustPlatform.buildRustPackage {
    pname = "imp";
    inherit (workspace) version;

    src = lib.fileset.toSource {
      root = ../.;
      fileset = lib.fileset.unions [
        ../Cargo.lock
        ../Cargo.toml
        ../crates
        # `imp-flake init` carries them.
        ../nix/templates
        ../tests
        ../xtask
      ];
    };

    cargoLock.lockFile = ../Cargo.lock;
    # What writes completions and man pages is built beside, and does not stay.
    cargoBuildFlags = lib.concatMap (name: [
      "--package"
      name
      "--bin"
      name
    ]) (lib.attrNames programs ++ [ "xtask" ]);

    env = lib.optionalAttrs (revision != null) { IMP_REVISION = revision; };

    postInstall =
      lib.optionalString (pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform) ''
        $out/bin/xtask manual $out/share
      ''
      + ''
        rm $out/bin/xtask
      '';

    # The tests run real formatters and a real Nix, which are not in the build; `cargo xtask ci`
    # runs them.
    doCheck = false;

    meta = {
      description = "Reads the conventions of imp flakes without evaluation";
      homepage = workspace.repository;
      license = with lib.licenses; [
        mit
        asl20
      ];
      mainProgram = "imp-flake";
    };
  };

  one =
    name: description:
    lib.addMetaAttrs {
      inherit description;
      mainProgram = name;
    } all;
in
{
  default = all;
}
// lib.mapAttrs one programs
