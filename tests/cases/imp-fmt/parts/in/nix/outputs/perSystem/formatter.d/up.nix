{
  settings.formatter.up = {
    command = "./bin/up";
    includes = [ "*.q" ];
  };
}
