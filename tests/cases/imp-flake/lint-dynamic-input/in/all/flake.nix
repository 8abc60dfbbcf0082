{
  inputs = builtins.fromJSON (builtins.getEnv "INPUTS");
  outputs = inputs: { a = inputs.missing.lib; };
}
