{ a.url = "x:y"; b = 1; }
