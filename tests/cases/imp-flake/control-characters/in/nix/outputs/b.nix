{ __inputs.x.url = "github:a/y"; }
