{ fresh = true; }
