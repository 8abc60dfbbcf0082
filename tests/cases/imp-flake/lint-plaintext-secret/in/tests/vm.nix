{ users.users.root.password = "correct-horse"; }
