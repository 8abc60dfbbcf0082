{ same = ; }
