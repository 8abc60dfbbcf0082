{
  inner.__inputs.g.url = "github:a/g";
}
