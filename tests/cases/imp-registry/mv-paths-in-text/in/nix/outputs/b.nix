[
  "${../registry/m/home}/git.nix"
  (import "${../registry/m}/home/zsh.nix")
  "cat ${../registry/m/home}/git.nix"
]
