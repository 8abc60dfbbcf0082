{ __inputs.new.url = "github:x/y"; }
