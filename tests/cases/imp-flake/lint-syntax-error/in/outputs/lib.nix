{ one = 1 }
