{ registry, lib, ... }: [ (registry ? k) (builtins.getAttr "a" registry).b ]
