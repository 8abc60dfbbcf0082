{ src }: builtins.attrNames (builtins.readDir src)
