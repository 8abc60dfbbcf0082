{
  imp.fmt.excludes = [ "w/" ];
  imp.fmt.formatters.up.excludes = [ "x.txt" ];
}
