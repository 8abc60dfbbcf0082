{ __inputs.a.url = ; }
