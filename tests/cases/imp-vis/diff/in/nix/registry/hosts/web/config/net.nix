{ networking.hostName = "web"; }
