{ registry, ... }: { a = ; }
