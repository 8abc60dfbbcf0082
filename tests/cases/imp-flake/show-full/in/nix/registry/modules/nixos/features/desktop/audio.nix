# Pushed to the sink `desktop.nixos`: hosts take the sink and need not know this file.
{
  __exports.desktop.nixos.value = {
    security.rtkit.enable = true;
    services.pipewire.enable = true;
    services.pipewire.pulse.enable = true;
  };
}
