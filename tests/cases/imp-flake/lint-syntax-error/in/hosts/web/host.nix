{ networking.hostName = "web }
