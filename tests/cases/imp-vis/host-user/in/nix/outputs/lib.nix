{ registry, ... }: { a = registry.modules.gone or { }; b = registry ? modules.gone; c = n: registry.modules.${n}; }
