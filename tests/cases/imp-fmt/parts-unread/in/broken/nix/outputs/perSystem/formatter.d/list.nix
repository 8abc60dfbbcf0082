{ settings.formatter = [ ]; }
