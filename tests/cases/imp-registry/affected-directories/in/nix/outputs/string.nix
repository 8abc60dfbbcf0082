{ self, ... }: { environment.etc.flake.source = "${self}"; }
