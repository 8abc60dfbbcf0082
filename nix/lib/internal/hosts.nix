# `__host`: which files declare one, and what the declaration becomes.
let
  inherit (builtins)
    attrNames
    baseNameOf
    dirOf
    foldl'
    ;
  inherit (import ./call.nix) declarations;
  inherit (import ./strings.nix) list;
  declared = import ./declared.nix;
  names = import ./names.nix;

  nameOf =
    file:
    if baseNameOf file.source == "default.nix" then
      names.ofUnit (baseNameOf (dirOf file.source))
    else
      names.ofFile (baseNameOf file.source);

  add =
    what: known: file:
    let
      name = nameOf file;
    in
    if known ? ${name} then
      throw "${what}: the host `${name}` is declared in `${known.${name}.__source}` and in `${file.source}`, expected one declaration; rename one of the two"
    else
      known
      // {
        ${name} = {
          inherit (file.value) __host;
          config = beside name file "config";
          extraConfig = beside name file "extraConfig";
          __source = file.source;
        }
        // builtins.intersectAttrs { __overlays = null; } file.value;
      };

  # What stands beside `__host` and is never read would be lost without a word.
  beside =
    name: file: field:
    let
      others = attrNames (
        removeAttrs file.value (
          [
            "config"
            "extraConfig"
          ]
          ++ declarations
        )
      );
    in
    if others == [ ] then
      file.value.${field} or null
    else
      throw "the host `${name}` (${file.source}): ${list others} stands beside `__host`, expected only `config` and `extraConfig`; correct the name, or move it into `extraConfig`";

  examples = {
    stateVersion = "24.05";
    system = "x86_64-linux";
  };

  fields = [
    "bases"
    "hmSinks"
    "modules"
    "sinks"
    "stateVersion"
    "system"
    "user"
  ];
in
{
  collect = what: sources: foldl' (add what) { } (declared.having what "__host" sources);

  # -> the result of `lib.nixosSystem` for one host
  build =
    {
      lib,
      imp,
      flakeArgs,
      registry,
      hostDefaults,
    }:
    name: declaration:
    let
      host = {
        config = null;
        extraConfig = null;
        __source = "`hosts`";
      }
      // declaration
      // {
        inherit name;
        __host = hostDefaults // declaration.__host;
      };
      # What NixOS has of its own, and what a flake says about itself, is not for its modules.
      specialArgs = removeAttrs flakeArgs [
        "config"
        "lib"
        "options"
        "pkgs"
        "system"
        "systems"
      ];
      parts = import ./host-modules.nix {
        inherit lib imp registry;
        flakeArgs = specialArgs;
      };
      unknown = builtins.filter (field: !builtins.elem field fields) (attrNames host.__host);
      field = builtins.head unknown;
      where =
        if hostDefaults ? ${field} then
          "`hostDefaults`, which is `imp.hosts.defaults` of a flake,"
        else
          "the host `${name}` (${host.__source}): `__host`";
      required =
        field:
        if builtins.isString (host.__host.${field} or null) then
          host.__host.${field}
        else
          parts.wrong host "`${field}`" (host.__host.${field} or null)
            "a string; write `__host.${field} = \"${examples.${field}}\";`, or set it in `hostDefaults`, which is `imp.hosts.defaults` of a flake";
    in
    if unknown != [ ] then
      throw "${where} has the unknown field `${field}`, expected one of ${list fields}; the closest is ${list (lib.take 1 (parts.closest field fields))}"
    else
      builtins.seq (required "stateVersion") (
        lib.nixosSystem {
          inherit specialArgs;
          system = required "system";
          modules = parts.modules host;
        }
      );
}
