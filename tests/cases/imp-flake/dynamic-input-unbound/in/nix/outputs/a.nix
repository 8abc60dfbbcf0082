{
  __inputs.a.url = "github:${owner}/a";
}
