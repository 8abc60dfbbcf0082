{
  __inputs.a.url = builtins.getEnv "URL";
  __inputs.b.url = "github:a/b"; # right: dynamic-input
}
