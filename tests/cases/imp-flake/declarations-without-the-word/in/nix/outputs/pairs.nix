builtins.listToAttrs [ { name = "__" + "inputs"; value.pairs.url = "github:a/pairs"; } ]
