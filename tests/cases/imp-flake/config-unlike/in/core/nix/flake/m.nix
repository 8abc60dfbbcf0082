{ imp.flakeFile.coreInputs.nixpkgs.url = "github:x/other"; }
