{ inputs, ... }: { imports = [ inputs.nur.modules.nixos.default ]; }
