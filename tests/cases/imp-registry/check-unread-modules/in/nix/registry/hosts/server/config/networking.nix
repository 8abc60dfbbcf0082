{ hostName = "server"; }
