{ __exports = [ ]; }
