{
  __inputs.${builtins.getEnv "NAME"}.url = "github:a/c";
}
