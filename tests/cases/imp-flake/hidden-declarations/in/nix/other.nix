{ __inputs.k.url = "github:a/k"; }
