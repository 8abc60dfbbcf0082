inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    flakeFile = {
      enable = true;
      coreInputs.imp.url = "github:imp-nix/imp";
      outputsFile = "./nix/flake";
      nixConfig = import ./settings.nix // {
        "odd name" = true;
        extra-substituters = [ "https://cache.example.org" ];
        extra-trusted-public-keys = [
          "one:\${a}="
          "two:\"b\"="
        ];
        none = [ ];
        one = [ "what stands alone in a list of its own and is longer than what a line has room for, and so below it" ];
      };
    };
  };
}
