inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp.fmt.excludes = [ "gen/*" ];
}
