{
  outputs = { self, loader, ... }: {
    a = loader.load { inherit self; };
    b = loader.check self;
    c = import ./top.nix self;
    d = self.packages;
  };
}
