{ inputs, system, ... }:
{
  c = (import inputs.nixpkgs { inherit system; }).hello;
}
