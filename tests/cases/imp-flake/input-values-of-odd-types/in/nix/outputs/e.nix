{
  __inputs = null;
}
