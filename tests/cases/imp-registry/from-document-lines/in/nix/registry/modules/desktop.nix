{
  __exports.desktop.nixos.value.services.pipewire.enable = true;
}
