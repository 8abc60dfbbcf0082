{ __inputs.deep-new.url = "github:x/y"; }
