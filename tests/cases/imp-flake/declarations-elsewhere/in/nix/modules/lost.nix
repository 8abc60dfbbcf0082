{ __inputs.lost.url = "github:a/lost"; }
