{ lib, ... }:
let
  tag = { registry, tag, ... }: "${registry.host}:${tag}";
in
{
  push = { registry, image, tag ? "latest" }: "docker://${registry.host}/${image}:${tag}";
  pull = args@{ registry, image, ... }: "docker://${args.registry.host}/${image}";
  inherit tag;
}
