# The named arguments of a function. Nix' own errors for wrong ones tell neither the function nor the way
# out, so they are looked at first.
let
  inherit (builtins)
    attrNames
    filter
    head
    isAttrs
    mapAttrs
    ;
  inherit (import ./errors.nix) check fail;
  inherit (import ./strings.nix) list;
in
{
  # "imp.NAME" -> { ARGUMENT = { expected; test; help ? …; default ? none; }; } -> given -> all arguments
  #
  # Names are looked at at once, each value when it is needed.
  named =
    what: known: given:
    let
      set = check {
        inherit what;
        expected = "a set of arguments";
        help = "write `${what} { … }` with ${list (attrNames known)}";
      } (isAttrs given) given;
      unknown = filter (name: !known ? ${name}) (attrNames set);
      missing = filter (name: !(known.${name} ? default || set ? ${name})) (attrNames known);

      value =
        name: argument:
        if set ? ${name} then
          check {
            inherit (argument) expected;
            what = "${what}: `${name}`";
            help = argument.help or "correct the argument `${name}`";
          } (argument.test set.${name}) set.${name}
        else
          argument.default;
    in
    if unknown != [ ] then
      fail {
        inherit what;
        got = "the argument `${head unknown}`";
        expected = "only ${list (attrNames known)}";
        help = "correct its name, or remove it";
      }
    else if missing != [ ] then
      fail {
        inherit what;
        got = "no argument `${head missing}`";
        expected = known.${head missing}.expected;
        help = known.${head missing}.help or "write `${what} { ${head missing} = …; }`";
      }
    else
      mapAttrs value known;

  # What several functions take.
  lib = {
    expected = "nixpkgs' `lib`";
    test = value: isAttrs value && value ? mkMerge;
    help = "write `inherit (inputs.nixpkgs) lib;`";
  };
}
