# A flake of flake-parts modules, evaluated with the real flake-parts and the real `lib`.
{
  flakeParts,
  nixpkgsLib,
  programs ? null,
}:
let
  lib = import nixpkgsLib;
  nixpkgs = import ../standin.nix { inherit lib programs; };

  flake-parts = (import (flakeParts + "/flake.nix")).outputs {
    self = flake-parts;
    nixpkgs-lib = { inherit lib; };
  };

  imp = import ../../lib // {
    _type = "flake";
    flakeModules.default = ../../flake-module.nix;
  };

  defaultInputs = {
    inherit flake-parts imp nixpkgs;
  }
  // builtins.mapAttrs (_: input: input // { _type = "flake"; }) (
    import ./inputs.nix { inherit lib nixpkgs; }
  );

  # The knot that Nix ties for a flake: `self` is what the outputs are made with and made of.
  call =
    root: inputs: outputs:
    let
      self = result // {
        _type = "flake";
        inputs = inputs;
        outPath = root;
        outputs = result;
        sourceInfo.outPath = root;
      };
      result = outputs (inputs // { inherit self; });
    in
    self;
in
{
  inherit lib;
  inputs = defaultInputs;

  # A directory with `flake.nix`
  flake = root: call root defaultInputs (import (root + "/flake.nix")).outputs;

  # { root; inputs ? the ones above; } -> modules -> the flake
  modules =
    {
      root,
      inputs ? defaultInputs,
    }:
    modules:
    call root inputs (
      inputs:
      flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ imp.flakeModules.default ] ++ modules;
        # Below what a tree says with `systems.nix`.
        systems = lib.mkOverride 1400 [ "x86_64-linux" ];
      }
    );
}
