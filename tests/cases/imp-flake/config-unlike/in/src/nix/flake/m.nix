{ imp.src = ../../other; }
