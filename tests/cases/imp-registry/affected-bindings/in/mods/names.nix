{ name = "x"; }
