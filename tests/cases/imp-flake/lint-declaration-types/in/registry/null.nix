{ __outputs.perSystem = null; }
