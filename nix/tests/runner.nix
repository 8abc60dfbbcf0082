# Tests as data for a runner that is not Nix: see README.md.
#
#   [ { stem; tests = { testNAME = { expr; expected; } | { expr; expectedError = { type; msg; }; }; }; } ]
#   -> { values; errors; throws; }
groups:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    isAttrs
    isFunction
    isList
    isPath
    listToAttrs
    mapAttrs
    match
    tryEval
    ;

  # A test that would check nothing is an error.
  checked =
    name: test:
    if match ".*\\.test.+" name == null then
      throw "the name of the test `${name}` does not start with `test`"
    else if
      attrNames test == [
        "expected"
        "expr"
      ]
      ||
        attrNames test == [
          "expectedError"
          "expr"
        ]
    then
      test
    else
      throw "the test `${name}` has ${toString (attrNames test)}, expected `expr` and either `expected` or `expectedError`";

  all = concatMap (
    { stem, tests }:
    map (name: {
      name = "${stem}.${name}";
      test = checked "${stem}.${name}" tests.${name};
    }) (attrNames tests)
  ) groups;

  # Text that JSON can hold: no path may be copied to the store for it.
  shown =
    value:
    if isPath value then
      "path ${toString value}"
    else if isFunction value then
      "a function"
    else if isList value then
      map shown value
    else if isAttrs value then
      mapAttrs (_: shown) value
    else
      value;

  run =
    { name, test }:
    let
      got = builtins.addErrorContext "while running the test ${name}" (
        tryEval (builtins.deepSeq test.expr test.expr)
      );
      ok = got.success && got.value == test.expected;
    in
    {
      inherit name ok;
    }
    // (
      if ok then
        { }
      else
        {
          got = if got.success then shown got.value else "an error";
          expected = shown test.expected;
        }
    );

  isError = each: each.test ? expectedError;
in
{
  # [ { name; ok; got; expected; } ], the last two where they differ
  values = map run (filter (each: !isError each) all);

  # [ { name; msg; } ], each of them to be forced by itself: `errors` tells what to look for
  errors = map (each: {
    inherit (each) name;
    inherit (each.test.expectedError) type msg;
  }) (filter isError all);

  # Forcing one of these throws.
  throws = listToAttrs (
    map (each: {
      inherit (each) name;
      value = builtins.deepSeq each.test.expr "nothing was thrown";
    }) (filter isError all)
  );
}
