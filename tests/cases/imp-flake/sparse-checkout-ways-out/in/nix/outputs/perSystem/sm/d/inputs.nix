{ sg.url = "x:sg"; }
