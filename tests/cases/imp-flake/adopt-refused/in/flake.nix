{
  description = "Not certain";
  nixConfig.netrc-file = ./netrc;
  outputs =
    { self, nixpkgs }:
    {
      modules = nixpkgs.lib.filesystem.listFilesRecursive ./.;
      here = __curPos.file;
    };
}
