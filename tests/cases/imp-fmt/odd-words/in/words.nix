{x}:[git+https://example.org/a.git a+b/c 1/2 if/then http://example.org (x / 2) ]
