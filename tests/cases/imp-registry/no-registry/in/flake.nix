{ outputs = { self }: { x = { registry }: registry.a; }; }
