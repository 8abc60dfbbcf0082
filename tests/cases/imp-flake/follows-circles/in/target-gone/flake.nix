{
  inputs.a.url = "github:o/a"; # right: missing-follows
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
