# The flake-parts module, `inputs.imp.flakeModules.default`. One file beside this one declares one
# group of options and does what it is for; `context.nix` holds what they share.
{
  _class = "flake";

  imports = [
    ./modules/context.nix
    ./modules/src.nix
    ./modules/args.nix
    ./modules/registry.nix
    ./modules/scan.nix
    ./modules/exports.nix
    ./modules/hosts.nix
    ./modules/outputs.nix
    ./modules/expose.nix
    ./modules/flake-file.nix
    ./modules/fmt.nix
    ./modules/lint.nix
    ./modules/package.nix
    ./modules/apps.nix
    ./modules/checks.nix
  ];
}
