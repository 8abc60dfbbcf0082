{ __inputs.bom.url = "github:a/bom"; }
