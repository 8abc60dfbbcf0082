{
  inputs.other.url = "github:owner/other";
  outputs = _: { };
}
