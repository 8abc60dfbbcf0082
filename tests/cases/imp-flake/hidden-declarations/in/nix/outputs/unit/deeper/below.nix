{
  __inputs.cc.url = "github:a/cc";
}
