{
  __inputs.c.url = "github:a/c";
}
