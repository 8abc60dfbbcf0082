{ programs.vim.enable = true; }
