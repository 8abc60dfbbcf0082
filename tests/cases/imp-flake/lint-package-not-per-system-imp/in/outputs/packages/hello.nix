{ lib, ... }: lib.hello
