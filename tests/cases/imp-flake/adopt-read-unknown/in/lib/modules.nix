root: builtins.readDir (root + "/modules")
