{ __inputs.below.url = "github:a/below"; }
