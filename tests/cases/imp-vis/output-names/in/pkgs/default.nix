{ pkgs }:
{
  tool = pkgs.hello;
  "odd.name" = pkgs.hello;
}
