{ __inputs.x.url = "github:a/x"; }
