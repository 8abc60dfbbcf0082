args: { default = import args.registry.w.m; }
