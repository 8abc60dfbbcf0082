{ registry, lib, config, ... }:
{
  imports =
    lib.optional (registry ? nope) registry.nope
    ++ (if registry ? modules.nope then [ registry.modules.nope ] else [ registry.b ])
    ++ (if !(registry ? nope) then [ ] else [ registry.nope ]);
  x = registry ? nope && builtins.pathExists registry.nope;
  y = lib.mkIf (registry.modules ? nope) { z = registry.modules.nope; };
  z = assert registry ? nope; registry.nope;
}
