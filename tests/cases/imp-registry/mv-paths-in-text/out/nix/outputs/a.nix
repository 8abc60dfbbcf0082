{ self, name, ... }:
[
  (self + "/nix/registry/people/" + name)
  ("${self}/nix/registry/people/" + name + ".nix")
  "${self}/nix/registry/people/"
  "cat ${self}/nix/registry/people/git.nix, then ${self}/flake.nix."
  "${self}/nix/registry/people/git.nix and ${self}/nix/registry/people/zsh.nix"
  ''
    source ${self}/nix/registry/people/git.nix
    cp -r ${self}/nix/registry/people/. "$out" # o'clock
    ls ${self}/nix/registry/people/*.nix ${self}/nix/registry/m/home-old
  ''
  "ls ${../registry/people}/*.nix ${../registry/m}:x"
]
