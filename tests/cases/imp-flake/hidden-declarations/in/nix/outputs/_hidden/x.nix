{
  __inputs.e.url = "github:a/e";
}
