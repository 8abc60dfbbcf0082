{ outputs = _: { a = 2; }; }
