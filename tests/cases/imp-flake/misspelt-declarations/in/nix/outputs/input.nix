{ __input.a.url = "github:x/a"; }
