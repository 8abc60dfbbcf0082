{ __inputs.z.url = "github:b/z"; }
