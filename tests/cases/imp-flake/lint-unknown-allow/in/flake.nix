{
  # imp: allow unused-inputs
  inputs.a.url = "github:o/a";
  # imp: alow unused-input
  inputs.b.url = "github:o/b";
  inputs.c.url = "github:o/c"; # imp: allow unused-input, dynamic-inputs: not yet
  #imp:allow unused-input: the spaces play no part; right: unknown-allow
  inputs.d.url = "github:o/d";
  # imp: this allows nothing and does not want to; right: unknown-allow
  # imp allow all of it
  outputs = inputs: {
    text = ''
      # imp: allow nothing
    '';
  };
}
