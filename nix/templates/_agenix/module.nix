# Secrets are decrypted when the machine is switched, with its own key. What is decrypted while Nix builds would stand
# in its store, where everybody can read it.
{
  __inputs.agenix = {
    url = "github:ryantm/agenix";
    inputs.home-manager.follows = "home-manager";
    inputs.nixpkgs.follows = "nixpkgs";
  };

  __functor =
    _:
    { inputs, ... }:
    {
      __module = {
        imports = [ inputs.agenix.nixosModules.default ];
        age.identityPaths = [ "/etc/ssh/ssh_host_ed25519_key" ];

        # The SSH server makes that key when it starts for the first time.
        services.openssh = {
          enable = true;
          settings.PasswordAuthentication = false;
        };

        # After `agenix -e db-password.age` in the directory `secrets`:
        # age.secrets.db-password.file = ROOT/secrets/db-password.age;
        # age.secrets.db-password.owner = "postgres";
      };
    };
}
