_: { __inputs.y.url = "github:b/x"; }
