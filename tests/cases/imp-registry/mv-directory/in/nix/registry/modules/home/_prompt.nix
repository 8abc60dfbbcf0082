{ programs.starship.enable = true; }
