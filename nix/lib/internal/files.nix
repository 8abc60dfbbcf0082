# A tree as a list of files, in directory order.
let
  inherit (builtins) concatMap filter baseNameOf;
  inherit (import ./errors.nix) fail;
  inherit (import ./paths.nix) isDirectory;
  inherit (import ./strings.nix) hasInfix;
  names = import ./names.nix;
  scan = import ./scan.nix;

  # [ entry ] -> [ { path; rel; } ]. Names come first: what is hidden may be a link to nowhere.
  flatten =
    sees:
    concatMap (
      each:
      if !sees each.name then
        [ ]
      else if each.isDir then
        flatten sees (scan.below each).entries
      else
        [ { inherit (each) path rel; } ]
    );

  under =
    sees: path:
    if isDirectory path then
      flatten sees (scan.atRoot (scan.root path))
    else
      [
        {
          inherit path;
          rel = "/${builtins.unsafeDiscardStringContext (baseNameOf path)}";
        }
      ];
in
rec {
  # The first filter: Nix files, nothing hidden.
  isVisible = rel: names.isNix (baseNameOf rel) && !hasInfix "/_" rel;

  # The path itself, if something may be declared there.
  readable =
    what: path:
    if isDirectory path || names.isNix (toString path) then
      path
    else
      fail {
        inherit what;
        got = "the path `${toString path}`";
        expected = "a directory or a Nix file";
        help = "write one whose name ends in `.nix`";
      };

  # Every Nix file that the conventions see. One that is named itself is meant, whatever it is called.
  visible =
    what: path:
    if isDirectory path then
      filter (file: isVisible file.rel) (under (name: !names.isHidden name) path)
    else
      under (_: true) (readable what path);

  # Every file for which `keep` holds, hidden ones too.
  every = keep: path: filter (file: keep file.rel) (under (_: true) path);
}
