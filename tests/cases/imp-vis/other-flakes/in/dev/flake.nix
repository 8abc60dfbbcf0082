{
  inputs.hooks.url = "github:cachix/git-hooks.nix";
  outputs = _: { };
}
