{ _inputs.c.url = "github:x/c"; }
