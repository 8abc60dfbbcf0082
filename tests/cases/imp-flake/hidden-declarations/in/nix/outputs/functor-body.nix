{
  __functor = _: { pkgs, ... }: {
    __inputs.b.url = "github:a/b";
  };
}
