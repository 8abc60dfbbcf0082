{ __inputs = import ../lib/dir; }
