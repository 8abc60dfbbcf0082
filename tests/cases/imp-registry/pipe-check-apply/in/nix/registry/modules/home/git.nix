{ programs.git.enable = true; }
