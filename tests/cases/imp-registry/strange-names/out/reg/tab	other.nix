{ registry, ... }: registry."tab\tname"
