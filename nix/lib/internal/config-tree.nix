# Directories whose paths are option paths, as one module.
let
  inherit (builtins) concatStringsSep;
  inherit (import ./call.nix) apply strip;
  merge = import ./merge.nix;
  tree = import ./tree.nix;

  # What a file may ask for: what the module system passes on, what it keeps in `_module.args`, and
  # what the caller adds.
  argsFor = extraArgs: args: (args.config._module.args or { }) // args // extraArgs;

  options =
    filters: args:
    filters
    // {
      value = { path, ... }: strip (apply "the file `${toString path}`" args (import path));
    };
in
{
  # -> the list of configurations, one a directory
  configs =
    {
      filters,
      extraArgs,
      dirs,
    }:
    args: map (tree.fromPathBelowDefault (options filters (argsFor extraArgs args))) dirs;

  # The later over the earlier, option by option.
  override = merge.recursive;

  # Definitions side by side, as if each directory were a module of its own.
  merge = lib: lib.mkMerge;

  # Exactly these names, so that the module system passes `pkgs` on. What is wrong with a value is said of the
  # directories, where the option that it is for is the path of the file.
  module =
    dirs: body:
    {
      config,
      lib,
      pkgs,
      ...
    }@args:
    {
      _file = concatStringsSep ", " (map toString dirs);
      config = body args;
    };
}
