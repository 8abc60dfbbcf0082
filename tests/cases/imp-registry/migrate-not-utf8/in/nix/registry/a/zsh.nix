{ programs.zsh.enable = true; programs.zsh.histSize = 10; }
