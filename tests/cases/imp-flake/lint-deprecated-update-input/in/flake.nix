{
  outputs = inputs: { };
}
