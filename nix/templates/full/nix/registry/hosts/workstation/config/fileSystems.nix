# The `fileSystems` that `nixos-generate-config --show-hardware-config` prints on the machine. What else it prints goes
# into a module, such as `modules/nixos/hardware.nix`, that the host names in its `modules`.
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
