{
  a = 1;
}
# seen
