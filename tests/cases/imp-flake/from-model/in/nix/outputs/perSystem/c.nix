{ inputs, ... }: inputs.nixpkgs.lib.mapAttrs (name: _: inputs.gone.${name}) inputs.disko
