{ boot.tmp.useTmpfs = true; }
