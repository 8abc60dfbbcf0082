{ __inputs.ignored.url = "github:x/y"; }
