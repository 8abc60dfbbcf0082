[ { __inputs.i.url = "github:a/i"; } ]
