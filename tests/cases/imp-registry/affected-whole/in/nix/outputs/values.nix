{ registry, lib, ... }: lib.attrValues registry
