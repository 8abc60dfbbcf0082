{
  __inputs.a.url = builtins.getEnv "A"; # imp: allow dynamic-input
}
