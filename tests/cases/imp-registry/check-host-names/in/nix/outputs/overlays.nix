{ inputs, ... }: { default = inputs.nobody.overlays.default; }
