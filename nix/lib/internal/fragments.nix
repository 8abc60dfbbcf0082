# The parts in a `.d` directory.
let
  inherit (builtins)
    concatLists
    concatMap
    filter
    isAttrs
    isList
    isString
    readFile
    ;
  inherit (import ./call.nix) apply formals isCallable;
  inherit (import ./errors.nix) check;
  inherit (import ./strings.nix) hasSuffix;
  merge = import ./merge.nix;
  names = import ./names.nix;
  scan = import ./scan.nix;

  # A directory is the part that its `default.nix` or `package.nix` makes it.
  directory =
    each:
    let
      inside = scan.all each;
      isFile = name: builtins.any (file: file.name == name && !file.isDir) inside;
      main = filter isFile [
        "default.nix"
        "package.nix"
      ];
    in
    if main == [ ] then
      [ ]
    else
      [
        {
          path = each.path + "/${builtins.head main}";
          rel = "${each.rel}/${builtins.head main}";
          kind = "nix";
        }
      ];

  part =
    each:
    if names.isHidden each.name then
      [ ]
    else if each.isDir then
      directory each
    else if names.isNix each.name then
      [
        {
          inherit (each) path rel;
          kind = "nix";
        }
      ]
    else if names.isShell each.name then
      [
        {
          inherit (each) path rel;
          kind = "sh";
        }
      ]
    else
      [ ];

  # [ { path; value; } ] -> the values, if all are of the wanted type
  typed =
    what: expected: test:
    map (
      each:
      check {
        inherit expected;
        what = "${what}: the part `${toString each.path}`";
        help = "change the part, or take the parts one by one from `list`";
      } (test each.value) each.value
    );

  # Lines stay lines: a part without a line break at its end gets one before the next part.
  joinText =
    texts:
    builtins.foldl' (
      before: text: if before == "" || hasSuffix "\n" before then before + text else "${before}\n${text}"
    ) "" texts;

  # Parts that are still functions make one function of all their arguments.
  mergeValues =
    what: values:
    if builtins.any (each: isCallable each.value) values then
      {
        __functionArgs = builtins.foldl' (all: each: all // formals each.value) { } (
          filter (each: isCallable each.value) values
        );
        __functor =
          _: args:
          mergeValues what (
            map (each: each // { value = apply "the file `${toString each.path}`" args each.value; }) values
          );
      }
    else
      merge.recursive (typed what "an attribute set of named values" merge.isTree values);
in
{
  inherit mergeValues;

  # root of a scan -> [ { path; rel; kind = "nix" | "sh"; } ], in byte order of names
  partsOfRoot = dir: concatMap part (scan.all dir);

  # The same for an entry of a tree, where `default.nix` makes the directory one part.
  partsBelow = dir: concatMap part (scan.below dir).entries;

  # [ { path; value; } ] -> the views that users see
  views = what: values: {
    list = map (each: each.value) values;
    asString = joinText (typed "${what}.asString" "a string" isString values);
    asList = concatLists (typed "${what}.asList" "a list" isList values);
    asAttrs = merge.recursive (
      typed "${what}.asAttrs" "an attribute set" (value: isAttrs value && !isCallable value) values
    );
  };

  load = part: if part.kind == "sh" then readFile part.path else import part.path;

}
