{
  inputs.olai.url = "github:o/olai";
  inputs.xyne.url = "github:o/xyne";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
