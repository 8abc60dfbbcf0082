{ __inputs.its.url = "github:a/its"; }
