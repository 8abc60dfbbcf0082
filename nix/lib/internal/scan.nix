# One directory: what is in it, in byte order, links followed.
let
  inherit (builtins)
    addErrorContext
    any
    attrNames
    baseNameOf
    filter
    hashFile
    head
    isAttrs
    length
    readDir
    readFileType
    ;
  names = import ./names.nix;
  paths = import ./paths.nix;

  # What Linux itself allows in one path. Nix has no way to ask where a link leads, so a cycle shows
  # only by its length.
  maxLinks = 40;

  checked =
    links:
    if length links <= maxLinks then
      links
    else
      let
        again = filter (link: baseNameOf link == baseNameOf (head links)) links;
        first = builtins.elemAt again (length again - 1);
      in
      throw "the symbolic link `${toString first}` leads back to itself (more than ${toString maxLinks} links in one path); remove the link, or hide it behind a name that starts with `_`";

  # Whether a link leads to a directory. One that leads to nothing could have been anything, so it is never
  # passed over; only reading tells, with an error that Nix can't catch.
  leadsToDirectory =
    link:
    paths.isDirectory link
    || addErrorContext "the symbolic link `${toString link}` ${wrong}, or hide it behind a name that starts with `_`" (
      builtins.seq (hashFile "sha256" link) false
    );

  wrong =
    if paths.followsLinks then
      "leads to nothing that Nix can see; remove it, make what it points at visible to git with `git add -N`"
    else
      "leads to nothing, or to a directory, which Nix before 2.20 follows in pure evaluation only; remove it, evaluate a flake without `--impure`, use a later Nix";

  entry =
    {
      path,
      rel,
      links,
      ...
    }:
    listing: name:
    let
      type = if listing.${name} == "unknown" then readFileType (path + "/${name}") else listing.${name};
      isLink = type == "symlink";
      here = path + "/${name}";
      chain = if isLink then checked ([ here ] ++ links) else links;
    in
    {
      inherit name;
      path = here;
      rel = "${rel}/${name}";
      links = chain;
      # Whoever enters a directory asks this first, so the length of the chain is checked here.
      isDir = builtins.seq chain (type == "directory" || (isLink && leadsToDirectory here));
    };

  entries =
    dir:
    let
      listing = readDir dir.path;
    in
    map (entry dir listing) (filter (name: !names.isForeign name) (attrNames listing));

  isFlake =
    each:
    each.name == "flake.nix"
    && !each.isDir
    && (
      let
        value = import each.path;
      in
      isAttrs value && value ? outputs
    );

  hasDefault = found: any (each: each.name == "default.nix" && !each.isDir) found;
in
{
  # path -> the directory value that `below` takes
  root = path: {
    inherit path;
    rel = "";
    links = [ ];
  };

  # At the root of a scan `default.nix` hides nothing, and a `flake.nix` that is a flake belongs to Nix.
  atRoot = dir: filter (each: !isFlake each) (entries dir);

  # A directory with `default.nix` is one unit, of which only that file is seen.
  # -> { isUnit; entries; }
  below =
    dir:
    let
      found = entries dir;
    in
    {
      isUnit = hasDefault found;
      entries = if hasDefault found then filter (each: each.name == "default.nix") found else found;
    };

  # Everything in it, whatever it holds: for fragment directories.
  all = entries;
}
