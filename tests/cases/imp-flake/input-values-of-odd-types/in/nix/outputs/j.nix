{
  __inputs.negative = {
    url = "github:a/b";
    revCount = -1;
  };
}
