{ outputs = _: { a = 1; }; }
