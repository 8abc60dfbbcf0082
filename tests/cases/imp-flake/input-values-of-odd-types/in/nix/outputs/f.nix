{
  __inputs.fn = x: x;
}
