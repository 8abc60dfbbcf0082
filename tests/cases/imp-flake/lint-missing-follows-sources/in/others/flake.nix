{
  inputs.lib.url = "git+https://gitlab.com/o/lib";
  inputs.data.url = "https://github.com/o/data/releases/download/v1/data.tar.gz";
  inputs.own.url = "gitlab:o/own?host=git.example.org";
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.a.url = "github:o/a"; # right: missing-follows
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
