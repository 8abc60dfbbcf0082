{
  __exports.orphaned.nixos.value = { };
}
