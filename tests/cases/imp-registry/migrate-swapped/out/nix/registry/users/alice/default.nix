# registry.modules.home.git in a comment is none
{ imp, lib, registry, ... }:
let
  home = registry.modules.home;
in
{
  imports = imp.imports [
    home.git
    registry."modules".home.zsh
    /* 🦀 */ registry.modules.home.zsh
  ];
  git = (registry.modules.home.zsh);
  both = { inherit ({ git = registry.modules.home.zsh; zsh = registry.modules.home.git; }) git zsh; };
  inside = with registry.modules.home; [ zsh git ];
  text = "registry.modules.home.git ${registry.modules.home.zsh}";
  asked = registry.modules.home.zsh or null;
  known = registry ? modules.home.zsh;
  directory = registry.modules.home.__path;
  images = map ({ registry, ... }: registry.host) [ ];
}
