{ lib, ... }:
{
  imp.fmt.excludes = lib.optional lib.inPureEvalMode "w/";
}
