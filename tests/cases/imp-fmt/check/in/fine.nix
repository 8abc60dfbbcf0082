{ fine = true; }
