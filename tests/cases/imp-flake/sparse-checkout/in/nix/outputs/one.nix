{ __inputs.one.url = "github:x/one"; }
