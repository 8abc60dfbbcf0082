{unstaged=1;}
