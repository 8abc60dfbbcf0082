{ __host = null; }
