{ __inputs.scoped.url = "github:a/scoped"; }
