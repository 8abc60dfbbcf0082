{ registry, ... }:
{
  imports = [
    registry.gone
    registry.later # imp: allow broken-reference
  ];
}
