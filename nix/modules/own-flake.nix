# By what the programs know the flake that their configuration belongs to: an app may be started in another one. No
# module: used by `apps.nix`.
{ lib, self }:
let
  source = self.sourceInfo or self;
  plain = path: builtins.unsafeDiscardStringContext (toString path);
  here = plain self.outPath;
  top = plain source.outPath;
  file = self.outPath + "/flake.nix";

  hash = builtins.hashString "sha256";

  # What is above a flake Nix knows where it is a part of a repository, and where a URL says so.
  isPlaced = here != top || source ? rev || source ? dirtyRev || source ? submodules;

  # Of any other the hidden directories come and go.
  directories = lib.filterAttrs (name: type: type == "directory" && !lib.hasPrefix "." name) (
    builtins.readDir self.outPath
  );
in
lib.optionalAttrs (builtins.pathExists file) (
  {
    # A checkout may have other line ends than git.
    sha256 = hash (builtins.replaceStrings [ "\r\n" ] [ "\n" ] (builtins.readFile file));
  }
  // (
    if isPlaced then
      { directory = lib.removePrefix "/" (lib.removePrefix top here); }
    else
      { directories = hash (lib.concatMapStrings (name: name + "\n") (lib.attrNames directories)); }
  )
)
