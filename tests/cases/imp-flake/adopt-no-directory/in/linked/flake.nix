{ outputs = inputs: { answer = 42; }; }
