{
  __inputs = [ ];
}
