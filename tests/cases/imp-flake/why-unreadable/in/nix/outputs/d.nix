{ __inputs.other.url = "x:other"; }
