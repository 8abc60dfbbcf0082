{ inputs, ... }:
{
  imports = [ (inputs.import-tree ../nix) ];
}
