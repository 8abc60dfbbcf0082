{
  inputs.disko.url = "github:nix-community/disko";
  outputs = inputs: { registry = builtins.mapAttrs (_: flake: { inherit flake; }) inputs; };
}
