{ lib, inputs, ... }: lib.cleanSource inputs.self
