{ imp, ... }: imp.configTree ../lib
