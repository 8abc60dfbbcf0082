{
  __inputs.list.url = [ 1 ];
}
