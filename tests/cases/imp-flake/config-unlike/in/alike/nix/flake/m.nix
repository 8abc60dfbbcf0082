{ imp.src = ../outputs; }
