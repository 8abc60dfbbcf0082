{ programs.git.enable = true; programs.git.userName = "alice"; }
