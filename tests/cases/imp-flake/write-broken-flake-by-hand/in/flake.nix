{
  inputs = {
    mine.url = "github:me/mine";
  outputs = _: { };
}
