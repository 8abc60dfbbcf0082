{ lib, ... }:
(import ./formatter.nix).__inputs
