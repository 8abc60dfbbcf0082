{
  outputs =
    { nixpkgs, imp, ... }:
    let
      inherit (nixpkgs) lib;
    in
    {
      a = lib.fileset.toList ./all;
      b = lib.nixosSystem { modules = [ ./around ]; };
      c = lib.collect { root = ./both; };
      d = builtins.readDir ./listed;
      e = map (name: ./joined + "/${name}") [ "a.nix" ];
      f = map (name: import (./part + "/sub/${name}.txt.nix")) [ "c" ];
      g = { imports = [ (imp.configTree ./imp) ]; };
      h = lib.buildProgram { src = ./built; };
      i = nixpkgs.hooks.run { src = ./.; };
      j = import (./checked + "/a.nix");
    };
}
