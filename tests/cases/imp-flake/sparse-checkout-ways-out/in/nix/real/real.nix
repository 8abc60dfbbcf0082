{ __inputs.real.url = "x:real"; }
