{ __inputs.z.url = "github:a/z"; }
