{ __inputs.new.url = "github:a/new"; }
