{ pkgs, ... }:
{
  __inputs.a.url = "github:a/a";
}
