{
  outputs = { self, loader, ... }: loader.load self // { used = import ./top.nix; };
}
