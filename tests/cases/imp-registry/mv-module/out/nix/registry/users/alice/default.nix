# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.modules.home;
in
{
  imports = imp.imports [
    home.zsh
    registry."modules".home."vcs tools".git-core
    /* 🦀 */ registry.modules.home."vcs tools".git-core
  ];
  git = (registry.modules.home."vcs tools".git-core);
  both = { inherit (registry.modules.home // { git = registry.modules.home."vcs tools".git-core; }) git zsh; };
  inside = with registry.modules.home; [ (registry.modules.home."vcs tools".git-core) zsh ];
  text = "registry.modules.home.git ${registry.modules.home."vcs tools".git-core}";
  asked = registry.modules.home."vcs tools".git-core or null;
  known = registry ? modules.home."vcs tools".git-core;
  directory = registry.modules.home.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
