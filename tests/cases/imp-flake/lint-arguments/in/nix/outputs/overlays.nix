let
  name = "tools";
in
{
  __inputs.agenix.url = "github:ryantm/agenix";
  __functor = _: { system, lib, ... }: { ${name} = final: prev: { }; };
}
