{
  __exports.desktop.nixos = { value = { }; strategy = "merge"; };
  __exports.desktop.home.value = { };
  __exports."server.nixos".value = { }; # right: unused-sink
  __exports.forgotten.nixos.value = { };
  __exports.typo = { value = { }; strategy = "overide"; };
  __functor = _: { };
}
