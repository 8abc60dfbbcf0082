{ x = builtins.readFile ../../data.txt; }
