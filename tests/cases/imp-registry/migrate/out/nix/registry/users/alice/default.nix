# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.apps;
in
{
  imports = imp.imports [
    home.zsh
    registry."apps".git
    /* 🦀 */ registry.apps.git
  ];
  inherit (registry.apps) git;
  both = { inherit (registry.apps) git zsh; };
  inside = with registry.apps; [ git zsh ];
  text = "registry.modules.home.git ${registry.apps.git}";
  asked = registry.apps.git or null;
  known = registry ? apps.git;
  directory = registry.apps.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
