{ __inputs.deep-ignored.url = "github:x/y"; }
