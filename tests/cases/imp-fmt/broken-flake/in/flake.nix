{ outputs = inputs: ; }
