# From the names of files to the names of attributes.
let
  inherit (import ./strings.nix) hasPrefix hasSuffix removeSuffix;

  # The escape for names that mean something else: `default_.nix`, `import_.nix`.
  dropEscape = removeSuffix "_";
in
rec {
  isHidden = hasPrefix "_";

  isNix = hasSuffix ".nix";

  isShell = name: hasSuffix ".sh" name && name != ".sh";

  isFragments = name: hasSuffix ".d" name && name != ".d";

  ofFile = name: dropEscape (removeSuffix ".nix" name);

  ofDirectory = dropEscape;

  ofFragments = name: dropEscape (removeSuffix ".d" name);

  # A directory with `default.nix`, whatever else its name says.
  ofUnit = name: if isFragments name then ofFragments name else ofDirectory name;

  # Kept by version control beside the tree, never part of it.
  isForeign = name: name == ".git" || name == ".jj";

  # Below these names a `.d` directory is merged by itself.
  outputs = [
    "apps"
    "checks"
    "darwinConfigurations"
    "darwinModules"
    "devShells"
    "flakeModules"
    "formatter"
    "homeConfigurations"
    "homeModules"
    "legacyPackages"
    "nixosConfigurations"
    "nixosModules"
    "overlays"
    "packages"
    "templates"
  ];
}
