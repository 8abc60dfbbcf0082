# __inputs.f.url = "github:a/f";
/* __inputs.f.url = "github:a/f"; */
{
  text = "__inputs.f.url";
  more = ''
    __inputs.f.url = "github:a/f";
  '';
}
