{ __inputs.x.url = "github:b/x"; }
