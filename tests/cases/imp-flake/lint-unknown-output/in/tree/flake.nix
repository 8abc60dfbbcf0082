{
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imp.src = ./outputs; };
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
}
