{ __inputs.x.url = "github:a/x%0A"; }
