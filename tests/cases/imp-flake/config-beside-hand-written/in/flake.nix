{ inputs.a.url = "github:x/a"; outputs = _: { }; }
