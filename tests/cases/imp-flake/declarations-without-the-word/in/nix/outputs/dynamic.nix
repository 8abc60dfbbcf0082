{ ${"__" + "inputs"}.dynamic.url = "github:a/dynamic"; }
