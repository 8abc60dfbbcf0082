{ inputs, self, config, lib, ... }:
{
  imports = lib.optional config.desktop.enable "${inputs.home-manager}/nixos";
  home-manager = lib.mkIf config.desktop.enable {
    useGlobalPkgs = true;
    users.${config.owner} = ./home.nix;
  };
  nixpkgs.overlays = [ self.overlays.ours ];
  sops.secrets.token = { };
  users.users.ann = {
    isNormalUser = true;
  };
}
