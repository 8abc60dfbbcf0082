{ __inputs.y.url = "github:a/y"; }
