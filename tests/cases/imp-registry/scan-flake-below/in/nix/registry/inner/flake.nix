{ outputs = _: { }; __exports.s.value = 1; }
