{ users.users.ann.isNormalUser = true; }
