{ __inputs.beside.url = "github:x/y"; }
