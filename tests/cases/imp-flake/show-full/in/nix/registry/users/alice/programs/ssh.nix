{
  enable = true;
  matchBlocks.server.user = "root";
}
