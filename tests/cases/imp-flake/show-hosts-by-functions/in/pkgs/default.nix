pkgs: { tool = pkgs.hello; }
