{ outputs = _: { ; }; }
