# What makes a module of a set, and not plain configuration.
let
  # Only the module system has a use for these.
  marks = [
    "__functor"
    "_class"
    "_file"
    "config"
    "disabledModules"
    "freeformType"
    "imports"
    "key"
    "options"
    "outPath"
    "require"
  ];
in
{
  isMarked = set: builtins.any (name: set ? ${name}) marks;
}
