{
  a = 10;

  b = 2;
  unstaged   = 1;

  c   = 31;
}
