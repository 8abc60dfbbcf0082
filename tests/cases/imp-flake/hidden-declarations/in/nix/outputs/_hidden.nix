{
  __inputs.d.url = "github:a/d";
}
