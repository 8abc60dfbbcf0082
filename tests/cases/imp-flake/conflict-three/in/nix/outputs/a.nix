{ __inputs.disko.url = "github:a/disko"; }
