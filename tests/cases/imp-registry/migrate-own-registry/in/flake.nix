{ outputs = { imp, ... }: let own = imp.registry ./other; in [ own.x own.y ]; }
