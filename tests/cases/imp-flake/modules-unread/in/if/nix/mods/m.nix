{ imp.scan.src = ../../extra; }
