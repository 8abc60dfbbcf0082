{ settings.formatter.up.includes = [ "*.x" ]; }
