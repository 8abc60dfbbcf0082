{
  /*nixfmt:disable*/
  x   =   http://a.b/c;
  /*nixfmt:enable*/
  c   =   d+e/f;
}
