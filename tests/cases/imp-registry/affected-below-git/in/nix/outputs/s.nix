{ registry, ... }: registry.sub.m
