let
  __inputs.h.url = "github:a/h";
in
{ }
