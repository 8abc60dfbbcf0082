rec {
  __inputs.d.url = __inputs.d.url;
}
