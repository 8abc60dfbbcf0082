{ outputs = inputs: { src = ./.; }; }
