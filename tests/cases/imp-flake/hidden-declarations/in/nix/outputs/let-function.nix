let
  helper =
    { pkgs, ... }:
    {
      __inputs.j.url = "github:a/j";
    };
in
{
  __inputs.k.url = "github:a/k";
  shell = helper;
}
