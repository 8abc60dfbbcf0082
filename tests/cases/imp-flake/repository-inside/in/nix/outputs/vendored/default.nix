{ __inputs.vendored.url = "github:a/vendored"; }
