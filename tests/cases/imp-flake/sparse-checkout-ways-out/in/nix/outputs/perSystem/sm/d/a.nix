{ __inputs.sd.url = "x:sd"; }
