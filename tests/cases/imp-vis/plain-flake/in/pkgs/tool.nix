{ stdenv }: stdenv.mkDerivation { name = "tool"; src = ./.; }
