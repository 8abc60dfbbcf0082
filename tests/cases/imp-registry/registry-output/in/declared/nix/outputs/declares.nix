{ __outputs.registry.host = "ghcr.io"; }
