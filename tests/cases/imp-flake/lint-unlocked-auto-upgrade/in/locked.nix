{ inputs, ... }:
{
  system.autoUpgrade = {
    flake = inputs.self.outPath;
    flags = [ # right: unlocked-auto-upgrade
      "-L"
      "--no-write-lock-file"
    ];
  };
}
