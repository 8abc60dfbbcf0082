{
  __inputs.num.url = 1.5;
}
