{
  inputs.theme = {
    url = "github:o/theme";
    flakes = false;
  };
  outputs =
    { theme, ... }@inputs:
    {
      a = undefined;
      b = inputs.missing.lib;
      c = import ./gone.nix;
    };
}
