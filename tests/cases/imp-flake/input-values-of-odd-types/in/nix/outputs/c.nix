{
  __inputs.path.url = ./x;
}
