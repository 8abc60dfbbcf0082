{ b.url = "x:b"; }
