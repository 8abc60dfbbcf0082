{
  inputs = {
    a.url = "github:o/a";
    a.inputs.b.follows = builtins.getEnv "B";
    # It may be what `a` follows.
    b.url = "github:o/b"; # right: unused-input
  };
  outputs = { a, ... }: { lib = a.lib; };
}
