{ imp, inputs, ... }:
# imp.scan.src = ../../extra;
{
  services.imp.enable = true;
  x = imp.configTree inputs.imp;
}
