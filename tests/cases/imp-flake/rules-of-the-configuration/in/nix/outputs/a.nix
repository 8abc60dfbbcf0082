{ pkgs, ... }:
{
  __inputs.a.url = "github:a/a"; # imp: allow hidden-declaration
}
