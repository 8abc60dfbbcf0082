{ inputs, withSystem, ... }:
{
  flake.nixosConfigurations =
    let
      modulesFor = name: [ ../hosts/${name}/host.nix ];
      system = name: withSystem "x86_64-linux" (_: inputs.self.lib.mk (modulesFor name));
    in
    {
      web = system "web";
      db = system "db";
    };
}
