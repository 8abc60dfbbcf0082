{
  __inputs.null.url = null;
}
