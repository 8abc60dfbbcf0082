{ __inputs.more.url = "github:a/more"; }
