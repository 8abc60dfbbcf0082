{
  __inputs.l.url = "github:a/l";
  passthru = {
    __inputs.m.url = "github:a/m";
  };
}
