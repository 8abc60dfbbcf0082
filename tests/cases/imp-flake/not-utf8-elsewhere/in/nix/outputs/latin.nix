{ name = "café"; }
