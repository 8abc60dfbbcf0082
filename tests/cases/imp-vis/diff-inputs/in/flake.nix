{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.tool.url = "github:owner/tool";
  inputs.data.url = "https://example.org/data.tar.gz";
  outputs = _: { };
}
