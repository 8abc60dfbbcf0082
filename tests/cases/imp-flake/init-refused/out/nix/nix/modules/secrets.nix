# Secrets are decrypted when the machine is switched, with its own key. What is decrypted while Nix builds would stand
# in its store, where everybody can read it.
{
  __inputs.sops-nix = {
    url = "github:Mic92/sops-nix";
    inputs.nixpkgs.follows = "nixpkgs";
  };

  __functor =
    _:
    { inputs, ... }:
    {
      __module = {
        imports = [ inputs.sops-nix.nixosModules.sops ];
        sops.age.sshKeyPaths = [ "/etc/ssh/ssh_host_ed25519_key" ];

        # The SSH server makes that key when it starts for the first time.
        services.openssh = {
          enable = true;
          settings.PasswordAuthentication = false;
        };

        # After `sops secrets.yaml`:
        # sops.defaultSopsFile = ../../secrets.yaml;
        # sops.secrets.db-password.owner = "postgres";
      };
    };
}
