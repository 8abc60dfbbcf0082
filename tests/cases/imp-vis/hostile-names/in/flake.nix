{
  inputs."</script><img src=x onerror=alert(1)>".url = "github:a/b";
  inputs."x\"]; y [label=\"z\\".url = "github:a/b";
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imp.registry.src = ./nix/registry; };
}
