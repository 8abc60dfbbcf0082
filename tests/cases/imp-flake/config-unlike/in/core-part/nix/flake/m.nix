{ imp.flakeFile.coreInputs.nixpkgs.inputs.q.follows = "x"; }
