{
  outputs =
    inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imp.registri.src = ./registry; };
}
