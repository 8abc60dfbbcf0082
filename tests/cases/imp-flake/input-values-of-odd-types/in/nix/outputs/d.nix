{
  __inputs = "all";
}
