{ pkgs, ... }:
{
  passthru.__inputs.n.url = "github:a/n";
}
