{ fine = 1; }
