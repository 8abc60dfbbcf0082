{ registry, ... }:
[
  (if registry ? nope then 1 else registry.nope)
  (if registry ? modules then registry.modules.nope else 1)
  (registry ? nope || registry.nope == 1)
  (if registry ? nope then 1 else 2) # right: broken-reference
  registry.nope
]
