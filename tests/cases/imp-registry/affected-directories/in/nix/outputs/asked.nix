{ lib, self, ... }: lib.nixosSystem { specialArgs = { inherit self; }; }
