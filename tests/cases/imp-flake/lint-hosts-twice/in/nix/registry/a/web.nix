{ __host = { }; }
