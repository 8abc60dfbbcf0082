{ unit = 1; }
