{ host = "ghcr.io"; p.a = "image"; }
