{
  __inputs.lix.url = "github:owner/lix";
  __functor =
    _:
    { inputs, ... }:
    let
      outputs = inputs.lix.outputs;
    in
    outputs;
}
