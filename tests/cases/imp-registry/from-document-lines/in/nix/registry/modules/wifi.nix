{ services.app.tokenFile = null; networking.wireless.networks.home.psk = "correct-horse-battery"; }
