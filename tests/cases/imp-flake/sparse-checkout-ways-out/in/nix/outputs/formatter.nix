{ __inputs.formatter.url = "x:f"; }
