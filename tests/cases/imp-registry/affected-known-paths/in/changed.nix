{ changed = true; }
