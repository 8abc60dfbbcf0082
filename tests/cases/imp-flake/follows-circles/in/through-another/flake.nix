{
  inputs.tool.url = "github:o/tool";
  inputs.tool.inputs.nixpkgs.follows = "nixpkgs";
  inputs.user.url = "github:o/user"; # right: missing-follows
  # what `user` brings has a nixpkgs of its own
  inputs.nixpkgs.follows = "user/tool/nixpkgs";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
