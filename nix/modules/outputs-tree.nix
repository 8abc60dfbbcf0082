# The values below `imp.src`, once the arguments are there. No module: used by some of them.
{
  config,
  impContext,
  lib,
}:
let
  cfg = config.imp;
  call = import ../lib/internal/call.nix;
  trees = import ../lib/internal/tree.nix;

  # Declarations are not part of what a file is.
  valueOf = args: path: call.strip (call.apply "the file `${toString path}`" args (import path));

  build =
    args:
    trees.fromPath {
      keep = _: true;
      value = { path, ... }: valueOf args path;
    };
in
rec {
  # The names, without importing anything.
  groups =
    if cfg.src == null then
      { }
    else
      trees.fromPath {
        keep = _: true;
        value = _: null;
      } cfg.src;

  perSystemNames = lib.attrNames (groups.${cfg.perSystemDir} or { });

  hasFormatter = lib.elem "formatter" perSystemNames;

  # args -> everything, the values as lazy as files are
  tree = args: build args cfg.src;

  # args -> the flake outputs
  flake =
    args:
    removeAttrs (tree args) [
      cfg.perSystemDir
      "systems"
    ];

  # args -> the options of `perSystem`
  perSystem = args: if groups ? ${cfg.perSystemDir} then (tree args).${cfg.perSystemDir} else { };
}
