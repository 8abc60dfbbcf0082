{
  imp.flakeFile.coreInputs.b.url = "github:x/b";
}
