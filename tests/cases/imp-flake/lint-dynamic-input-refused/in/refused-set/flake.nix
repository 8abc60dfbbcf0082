{
  inputs = { a.url = "github:o/a"; } // { };
  outputs = inputs: { all = inputs; };
}
