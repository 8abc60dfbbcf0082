{
  __inputs =
    if builtins.pathExists ../../vendor/mods/a.nix then { treefmt-nix.url = "github:numtide/treefmt-nix"; } else { };
}
