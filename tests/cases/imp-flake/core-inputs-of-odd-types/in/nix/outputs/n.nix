{ __inputs.n.url = "github:a/n"; }
