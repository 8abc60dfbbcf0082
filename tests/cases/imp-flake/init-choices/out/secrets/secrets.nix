# Who can read which secret, for `agenix -e db-password.age` in this directory: people by their SSH keys, machines by
# /etc/ssh/ssh_host_ed25519_key.pub.
let
  bob = "ssh-ed25519 the-public-key-of-a-person";
  theMachine = "ssh-ed25519 the-public-key-of-a-machine";
in
{
  "db-password.age".publicKeys = [
    bob
    theMachine
  ];
}
