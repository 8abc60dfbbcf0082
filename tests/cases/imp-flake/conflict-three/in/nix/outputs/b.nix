{ __inputs.disko.url = "github:b/disko"; }
