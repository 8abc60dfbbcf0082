{
  imports = [ ./sub/x.nix ];
  hasMore = builtins.pathExists ./gone.nix && builtins.pathExists ./default.nix;
}
