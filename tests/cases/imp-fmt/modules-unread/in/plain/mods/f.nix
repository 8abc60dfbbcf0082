{ services.imp.enable = true; }
