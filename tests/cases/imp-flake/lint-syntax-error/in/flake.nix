{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp.src = ./outputs;
      imports = [
        ./module
        (inputs.import-tree ./tree)
      ];
      a = map (name: import ./hosts/${name}/host.nix) [ "web" ];
      b = builtins.pathExists ./asked.nix;
    };
}
