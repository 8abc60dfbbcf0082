{ description = "a"; outputs = _: { }; }
