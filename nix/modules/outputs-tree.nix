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
  inherit (import ../lib/internal/strings.nix) list;

  # Declarations are not part of what a file is.
  valueOf =
    args: path:
    let
      value = import path;
      lacking = lib.intersectLists call.perSystemNames (call.lacking args value);
    in
    if lacking == [ ] || args ? pkgs then
      call.strip (call.apply "the file `${toString path}`" args value)
    else
      throw "the file `${toString path}`: asks for the argument ${list lacking}, expected only ${list (lib.attrNames args)} outside `${cfg.perSystemDir}`; move it there, or, if it is a module, write `{ lib, ... }:` before its own arguments, as in `{ lib, ... }: { pkgs, ... }: { }`";

  # Every file that the conventions see.
  filters = {
    sees = null;
    keep = _: true;
  };

  # Each file as a name in a set, so that those of one output come together.
  places =
    if cfg.src == null then
      { }
    else
      trees.fromPath (
        filters
        // {
          value = { path, ... }: { ${builtins.unsafeDiscardStringContext (toString path)} = null; };
        }
      ) cfg.src;

  filesAt =
    at:
    if lib.any (lib.hasPrefix "/") (lib.attrNames at) then
      [ (lib.concatStringsSep ", " (lib.attrNames at)) ]
    else
      [ ];

  fileIn =
    places: output: name:
    let
      at = places.${output} or { };
      own = filesAt at;
    in
    if own != [ ] || name == null then own else filesAt (at.${name} or { });

  build = args: trees.fromPath (filters // { value = { path, ... }: valueOf args path; });
in
rec {
  # The names, without importing anything.
  groups = if cfg.src == null then { } else trees.fromPath (filters // { value = _: null; }) cfg.src;

  # Only the default may be absent: a misspelt name would make outputs of what is meant per system.
  perSystemDir =
    if groups ? ${cfg.perSystemDir} && !lib.isAttrs groups.${cfg.perSystemDir} then
      throw "imp.perSystemDir: got the string ${builtins.toJSON cfg.perSystemDir}, which is ${
        list (fileIn places cfg.perSystemDir null)
      }, expected a directory of files that is no unit; write a file for each output, such as `${cfg.perSystemDir}/packages.nix`"
    else if cfg.src == null || cfg.perSystemDir == "perSystem" || groups ? ${cfg.perSystemDir} then
      cfg.perSystemDir
    else
      throw "imp.perSystemDir: got the string ${builtins.toJSON cfg.perSystemDir}, expected a directory in `imp.src`, which has ${list (lib.attrNames groups)}; correct it, or add the directory";

  perSystemNames = lib.attrNames (groups.${perSystemDir} or { });

  hasFormatter = lib.elem "formatter" perSystemNames;

  # What imp-fmt takes where there is no treefmt-nix.
  hasFormatterParts = hasFormatter && builtins.pathExists (cfg.src + "/${perSystemDir}/formatter.d");

  # output -> name in it, or null -> [ ] or [ "the files that its value comes from" ]
  fileOf = fileIn places;

  # The same for what is in `perSystemDir`.
  fileOfPerSystem = fileIn (places.${perSystemDir} or { });

  # args -> everything, the values as lazy as files are
  tree = args: build args cfg.src;

  # args -> the flake outputs
  flake =
    args:
    let
      all = tree args;
    in
    removeAttrs all [
      perSystemDir
      "systems"
    ]
    // lib.optionalAttrs (groups ? overlays) { overlays = lib.mapAttrs overlay all.overlays; };

  # A file that is the overlay itself has been called with the flake's arguments, and is no overlay any more. What
  # it gives tells: nixpkgs calls an overlay twice.
  overlay =
    name: value:
    if !lib.isFunction value then
      value
    else
      final:
      let
        half = value final;
      in
      if lib.isFunction half then
        half
      else
        throw "the overlay `${name}` in ${list (fileOf "overlays" name)}: takes one argument, expected `final: prev: …`; a file is called with the arguments of the flake first, so write `_: final: prev: { … }`";

  # args -> the options of `perSystem`
  perSystem = args: if groups ? ${perSystemDir} then (tree args).${perSystemDir} else { };
}
