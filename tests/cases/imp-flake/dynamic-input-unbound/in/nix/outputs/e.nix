{
  __inputs.e.url = "a" + 1;
}
