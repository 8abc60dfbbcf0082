{
  __inputs.b = throw "no";
}
