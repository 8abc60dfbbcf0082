name: { __inputs.${name}.url = "github:numtide/${name}"; }
