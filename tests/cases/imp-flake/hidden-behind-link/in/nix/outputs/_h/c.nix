{ __inputs.gone.url = "github:a/gone"; }
