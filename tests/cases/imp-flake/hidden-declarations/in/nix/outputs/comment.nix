# __inputs.f.url = "github:a/f";
/* __inputs.f.url = "github:a/f"; */
{
  text = "__inputs.f.url"; # right: hidden-declaration
  more = ''
    __inputs.f.url = "github:a/f";
  '';
}
