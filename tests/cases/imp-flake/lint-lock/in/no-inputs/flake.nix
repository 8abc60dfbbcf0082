{
  outputs = _: { }; # right: missing-lock
}
