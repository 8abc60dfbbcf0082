let
  shared = {
    __inputs.o.url = "github:a/o";
  };
  declare = name: { __inputs.${name}.url = "github:a/${name}"; };
  also = url: { __inputs.q.url = url; };
  strip = x: builtins.removeAttrs x [ "__inputs" ];
  declared = x: x.__inputs or { };
in
shared
// {
  __inputs = shared.__inputs // (declare "p").__inputs // (also "github:a/q").__inputs;
  inherit declared strip;
  keep = file: { inherit (file) __inputs; };
  has = file: file ? __inputs;
}
