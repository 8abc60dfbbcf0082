# What may stand where a path is expected, and what becomes of it.
let
  inherit (builtins)
    compareVersions
    isAttrs
    isPath
    isString
    nixVersion
    pathExists
    ;
  inherit (import ./strings.nix) hasPrefix hasSuffix removeSuffix;
  inherit (import ./errors.nix) check fail;
in
rec {
  isNode = value: isAttrs value && value ? __path;

  isImp = value: isAttrs value && value ? __imp;

  isPathLike =
    value:
    isPath value
    || (isString value && hasPrefix "/" value)
    || (isAttrs value && !isImp value && (value ? __path || value ? outPath));

  # A registry node gives its directory, a flake input or a derivation its path. Text with a `/` at the end would name
  # what is in it with two.
  toPath =
    value:
    if isAttrs value then
      toPath (value.__path or value.outPath)
    else if isString value && value != "/" && hasSuffix "/" value then
      toPath (removeSuffix "/" value)
    else
      value;

  # The path of what a function got as `dir`, which must be there.
  existing =
    what: value:
    let
      path = toPath (
        check {
          inherit what;
          expected = "a path, a registry node or a value with `outPath`";
          help = "write a path such as `./modules`";
        } (isPathLike value) value
      );
    in
    if pathExists path then
      path
    else
      fail {
        inherit what;
        got = "the path `${toString path}`, where nothing is";
        expected = "a file or a directory";
        help = "check the spelling, and in a git repository run `git add -N` on it";
      };

  # A trailing `/` is only there in a directory, behind a link too. Before Nix 2.20 links are followed in pure
  # evaluation only; the other ways to ask fail, where it is no directory, with errors that can't be caught.
  isDirectory = path: pathExists (toString path + "/");

  followsLinks = compareVersions nixVersion "2.20" >= 0 || !(builtins ? currentSystem);

  # The same for what must be a directory.
  directory =
    what: value:
    let
      path = existing what value;
    in
    check {
      inherit what;
      expected = "a directory";
      help = "write the directory that holds the files, such as `./modules`";
    } (isDirectory path) path;

  isUnit = path: isDirectory path && pathExists (path + "/default.nix");
}
