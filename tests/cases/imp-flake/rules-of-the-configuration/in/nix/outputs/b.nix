{ pkgs, ... }:
{
  __inputs.b.url = "github:a/b";
}
