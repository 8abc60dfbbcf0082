{
  inputs.haumea.url = "github:nix-community/haumea";

  outputs =
    { self, haumea }@inputs:
    let
      root = self;
      dir = self + "/nix";
      text = "${self}/nix";
      name = "nix";
    in
    {
      loaded = haumea.lib.load { src = ./.; };
      called = import ./lib/load.nix { src = ./nix; };
      out = builtins.readDir "${self.outPath}/nix";
      added = builtins.readDir (self.outPath + "/nix");
      source = builtins.readDir "${inputs.self.sourceInfo}/nix";
      string = builtins.readDir "${toString self}/nix";
      computed = builtins.readDir (self + "/${name}");
      path = builtins.readDir ./${name};
      set = import ./lib/load.nix { dir = self + "/nix"; };
      handed = import ./lib/load.nix self;
      linked = builtins.readDir ./cfg;
      old = builtins.hashFile "sha256" ./flake.nix;
      without-ending = import ./lib/x;
      there = builtins.pathExists ./imp.toml;

      renamed = { flake = self; }; # right: unadoptable-flake
      checked = inputs.treefmt.config.build.check self; # right: unadoptable-flake
      below = inputs.import-tree (self + /modules); # right: unadoptable-flake

      # imp: allow unadoptable-flake: it reads the directory modules only
      allowed = import ./lib/modules.nix self;
      specialArgs = { inherit self inputs; }; # right: unadoptable-flake
      overlay = final: prev: { package = prev.callPackage ./lib { inherit self; }; }; # right: unadoptable-flake
      fixed = builtins.foldl' (self: name: inputs.f self name) { } [ ]; # right: unadoptable-flake
      revision = self.rev or self.dirtyRev or null; # right: unadoptable-flake
      script = "cd ${self} && ls"; # right: unadoptable-flake
      others = map (name: ./${name}/configuration.nix) [ "modules" ]; # right: unadoptable-flake
      modules = [ ./nix ] ++ builtins.attrValues self.nixosModules; # right: unadoptable-flake
      package = inputs.x.buildGoModule { src = if true then ./. else ./lib; }; # right: unadoptable-flake
      has = builtins.pathExists ./nix && self ? rev; # right: unadoptable-flake
    };
}
