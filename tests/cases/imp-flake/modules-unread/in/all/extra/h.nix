{ __inputs.hidden.url = "github:x/hidden"; }
