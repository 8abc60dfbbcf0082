{
  __raw = "x"; # right: hidden-declaration
  __impure = true; # right: hidden-declaration
  _input = 1; # right: hidden-declaration
  inputs = { }; # right: hidden-declaration
  nested = { __input = 1; }; # right: hidden-declaration
}
