{ __host = "x"; }
