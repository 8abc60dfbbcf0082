# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.modules.home;
in
{
  imports = imp.imports [
    home.zsh
    registry."users".git
    /* 🦀 */ registry.users.git
  ];
  inherit (registry.users) git;
  both = { inherit (registry.modules.home // { git = registry.users.git; }) git zsh; };
  inside = with registry.modules.home; [ (registry.users.git) zsh ];
  text = "registry.modules.home.git ${registry.users.git}";
  asked = registry.users.git or null;
  known = registry ? users.git;
  directory = registry.modules.home.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
