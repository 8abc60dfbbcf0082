{
  __inputs.foo.url = "github:a/foo";
  __functor = _: { inputs, ... }: { default = inputs.foo; };
}
