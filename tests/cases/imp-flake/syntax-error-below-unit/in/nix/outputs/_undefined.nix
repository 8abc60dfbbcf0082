{
  __inputs.b.url = "github:a/b";
  b = nope;
}
