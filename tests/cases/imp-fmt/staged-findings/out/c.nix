{
  broken = ;
}
