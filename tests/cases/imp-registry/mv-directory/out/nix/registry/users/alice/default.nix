# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.users.common;
in
{
  imports = imp.imports [
    home.zsh
    registry."users".common.git
    /* 🦀 */ registry.users.common.git
  ];
  inherit (registry.users.common) git;
  both = { inherit (registry.users.common) git zsh; };
  inside = with registry.users.common; [ git zsh ];
  text = "registry.modules.home.git ${registry.users.common.git}";
  asked = registry.users.common.git or null;
  known = registry ? users.common.git;
  directory = registry.users.common.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
