inputs: { }
