{
  __inputs.text = "github:a/b";
}
