{
  inputs = [ ];
  outputs = inputs: { all = inputs; };
}
