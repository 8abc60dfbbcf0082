{ self, name, ... }:
[
  (self + "/nix/registry/m/home/" + name)
  ("${self}/nix/registry/m/home/" + name + ".nix")
  "${self}/nix/registry/m/home/"
  "cat ${self}/nix/registry/m/home/git.nix, then ${self}/flake.nix."
  "${self}/nix/registry/m/home/git.nix and ${self}/nix/registry/m/home/zsh.nix"
  ''
    source ${self}/nix/registry/m/home/git.nix
    cp -r ${self}/nix/registry/m/home/. "$out" # o'clock
    ls ${self}/nix/registry/m/home/*.nix ${self}/nix/registry/m/home-old
  ''
  "ls ${../registry/m/home}/*.nix ${../registry/m}:x"
]
