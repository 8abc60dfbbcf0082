{ imports = [ ]; } # right: orphan-module
