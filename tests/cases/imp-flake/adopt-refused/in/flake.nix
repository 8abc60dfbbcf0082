{
  description = "Not certain";
  nixConfig.extra-substituters = [ "https://cache.example.org" ];
  outputs =
    { self, nixpkgs }:
    {
      modules = nixpkgs.lib.filesystem.listFilesRecursive ./.;
      here = __curPos.file;
    };
}
