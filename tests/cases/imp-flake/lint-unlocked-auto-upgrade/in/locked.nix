{ inputs, ... }:
{
  system.autoUpgrade = {
    flake = inputs.self.outPath;
    flags = [
      "-L"
      "--no-write-lock-file"
    ];
  };
}
