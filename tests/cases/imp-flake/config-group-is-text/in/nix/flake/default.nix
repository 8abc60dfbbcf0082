inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = "yes";
  };
}
