# Nix itself.
{
  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];

  # What nothing needs any more goes after a month.
  nix.gc = {
    automatic = true;
    options = "--delete-older-than 30d";
  };
}
