# Registry nodes, paths and modules as modules. `flake` is `{ flakeArgs; registryName; }`: what files
# may ask for, and what the registry is called among it.
let
  inherit (builtins)
    attrNames
    any
    baseNameOf
    dirOf
    isAttrs
    isString
    pathExists
    removeAttrs
    ;
  inherit (import ./call.nix)
    declares
    formals
    isCallable
    strip
    ;
  inherit (import ./errors.nix) check;
  inherit (import ./paths.nix)
    existing
    isDirectory
    isImp
    isNode
    isPathLike
    toPath
    ;
  files = import ./files.nix;
  overlaysOf = import ./overlays.nix;

  # Of the flake, not of the module system: what takes these and none of its arguments is called to
  # get at the module.
  takesFlake =
    flake: value:
    let
      wanted = formals value;
    in
    any (name: wanted ? ${name}) [
      "exports"
      "inputs"
      flake.registryName
    ]
    && !(wanted ? config || wanted ? pkgs);

  isWrapped =
    flake: value:
    if isAttrs value && (value ? __module || value ? __overlays) then
      true
    else if isCallable value then
      takesFlake flake value
    else
      declares value && !(value ? __host);

  # The module system passes on what it has; the rest comes from the flake.
  # The module, and with it what it needs nixpkgs to have.
  unwrap =
    flake: value:
    let
      overlays = overlaysOf.modules "imp.imports" value;
      module = inner flake value;
    in
    if overlays == [ ] then module else { imports = [ module ] ++ overlays; };

  inner =
    flake: value:
    if isAttrs value && value ? __module then
      value.__module
    else if isCallable value then
      {
        __functionArgs = removeAttrs (formals value) (attrNames flake.flakeArgs);
        __functor =
          _: args:
          let
            result = value (flake.flakeArgs // args);
          in
          {
            imports = [
              (if isWrapped flake result && !isCallable result then unwrap flake result else result)
            ];
          };
      }
    else
      strip value;

  # The key is the one that the module system gives a path, so that a file is still taken once.
  fromFile =
    flake: path:
    let
      value = import path;
    in
    if isWrapped flake value then
      {
        _file = toString path;
        key = toString path;
        imports = [ (unwrap flake value) ];
      }
    else
      path;
in
rec {
  # One of the files below a node. A directory with `default.nix` is named without it, as elsewhere, so that it is
  # taken once.
  fromBelow =
    flake: file:
    fromFile flake (
      if baseNameOf file.path == "default.nix" && file.rel != "/default.nix" then
        dirOf file.path
      else
        file.path
    );

  fromDirectory = flake: path: {
    imports = [
      (_: { imports = map (fromBelow flake) (files.visible "imp.imports" path); })
    ];
  };

  module =
    flake: item:
    if isImp item then
      item
    else if isNode item then
      fromDirectory flake (toPath item)
    else if isPathLike item && !isCallable item then
      let
        path = existing "imp.imports" item;
      in
      if isDirectory path && !(pathExists (path + "/default.nix")) then
        fromDirectory flake path
      else
        fromFile flake path
    else if isWrapped flake item then
      unwrap flake item
    else
      check {
        what = "imp.imports";
        expected = "a registry node, a path or a module";
        help = "write `registry.${
          if isString item then item else "NAME"
        }` or a path such as `./module.nix`";
      } (isAttrs item || builtins.isFunction item) item;
}
