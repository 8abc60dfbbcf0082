# one
# two
{
  a = 1;
b=20;
bb=21;
bbb=22;
  c = 3;
  e = 5;
g=[1 2];
}
