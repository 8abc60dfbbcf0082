# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.modules.home;
in
{
  imports = imp.imports [
    home.zsh
    registry."modules".home.git
    /* 🦀 */ registry.modules.home.git
  ];
  inherit (registry.modules.home) git;
  both = { inherit (registry.modules.home) git zsh; };
  inside = with registry.modules.home; [ git zsh ];
  text = "registry.modules.home.git ${registry.modules.home.git}";
  asked = registry.modules.home.git or null;
  known = registry ? modules.home.git;
  directory = registry.modules.home.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
