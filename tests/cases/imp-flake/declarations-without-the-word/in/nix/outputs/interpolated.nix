{
  # The name has an expression in it.
  "__${"in" + "puts"}".interpolated.url = "github:a/interpolated";
}
