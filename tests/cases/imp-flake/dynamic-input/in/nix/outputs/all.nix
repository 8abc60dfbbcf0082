{
  __inputs = builtins.fetchTree "x";
}
