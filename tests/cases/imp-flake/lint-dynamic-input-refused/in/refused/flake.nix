{
  inputs = {
    number.url = 1;
    list = [ ];
    text = "github:o/text";
    nothing = null;
    joined.url = "github:o/" + "joined";
    filled.url = "github:o/${"filled"}";
    bound = let url = "github:o/bound"; in { inherit url; };
    flag = { url = "github:o/flag"; flake = "no"; };
    deep = { url = "github:o/deep"; inputs.a.inputs = [ ]; inputs.b = "x"; };
    inherit ({ taken.url = "github:o/taken"; }) taken;
    reference = { type = "github"; owner = "o"; repo = "r" + ""; rev = [ ]; };

    # These Nix takes.
    good = ({ url = ("github:o/good"); flake = false; }); # right: dynamic-input
    near.url = ./near; # right: dynamic-input
    ${"quoted"}.url = "github:o/quoted"; # right: dynamic-input
    lines.url = ''github:o/lines''; # right: dynamic-input
    self.submodules = true; # right: dynamic-input
  };
  outputs = inputs: { all = inputs; };
}
