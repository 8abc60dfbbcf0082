{
<<<<<<< Temporary merge branch 1
  a = 1;
=======
  a = 2;
>>>>>>> Temporary merge branch 2
  b = 1;
  c = 1;
  d = [ ];
}
