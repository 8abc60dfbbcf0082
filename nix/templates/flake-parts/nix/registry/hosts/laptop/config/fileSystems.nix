# Replace it by what `nixos-generate-config --show-hardware-config` says on the machine.
{
  "/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };
  "/boot" = {
    device = "/dev/disk/by-label/boot";
    fsType = "vfat";
  };
}
