# What an `imp` knows: where to look, nixpkgs' `lib`, and methods of one's own.
{
  fresh,
  state,
  update,
  ...
}:
let
  inherit (builtins) isAttrs;
  inherit (import ./internal/call.nix) isCallable;
  inherit (import ./internal/errors.nix) check fail show;
in
rec {
  /**
    Give it nixpkgs' `lib`, which some methods need.

    # Inputs

    `lib`

    : The library of nixpkgs.

    # Type

    ```
    withLib :: AttrSet -> Imp
    ```

    # Examples

    ```nix
    (imp.withLib inputs.nixpkgs.lib).tree ./outputs
    ```
  */
  withLib =
    lib:
    builtins.seq
      (check {
        what = "imp.withLib";
        expected = "nixpkgs' `lib`";
        help = "write `imp.withLib inputs.nixpkgs.lib`, or `pkgs.lib`";
      } (isAttrs lib && lib ? mkMerge) lib)
      (update {
        inherit lib;
      });

  /**
    Add a root: a directory, a file, a list of them, or anything else that `imp` may be called with.

    # Inputs

    `root`

    : Filters see paths relative to the root under which a file was found.

    # Type

    ```
    addPath :: Path -> Imp
    ```

    # Examples

    ```nix
    ((imp.addPath ./modules).addPath ./hosts).files
    => [ ./modules/base.nix ./hosts/server.nix ]
    ```
  */
  addPath = root: update { roots = state.roots ++ [ root ]; };

  /**
    The same as `addPath`.

    # Inputs

    `root`

    : As for `addPath`.

    # Type

    ```
    addRoot :: Path -> Imp
    ```

    # Examples

    ```nix
    (imp.addRoot ./modules).files
    ```
  */
  addRoot = addPath;

  /**
    Add methods of one's own, which may use each other, also those that are added later.

    # Inputs

    `methods`

    : Each a function of the `imp` on which it is used. Methods added earlier stay.

    # Type

    ```
    addAPI :: { NAME = Imp -> a; } -> Imp
    ```

    # Examples

    ```nix
    (imp.addAPI { services = self: self.filter (lib.hasInfix "/services/"); }).services ./modules
    ```
  */
  addAPI =
    methods:
    let
      bad = builtins.filter (name: !isCallable methods.${name}) (builtins.attrNames methods);
    in
    if !isAttrs methods then
      fail {
        what = "imp.addAPI";
        got = show methods;
        expected = "a set of methods";
        help = "write `imp.addAPI { name = self: …; }`";
      }
    else if bad != [ ] then
      fail {
        what = "imp.addAPI";
        got = "${show methods.${builtins.head bad}} for `${builtins.head bad}`";
        expected = "a function of the `imp` it is used on";
        help = "write `${builtins.head bad} = self: …;`";
      }
    else
      update { api = state.api // methods; };

  /**
    A fresh `imp`, without roots, filters, functions and `lib`, but with the added methods.

    # Type

    ```
    new :: Imp
    ```

    # Examples

    ```nix
    (imp.addPath ./modules).new.files
    => [ ]
    ```
  */
  new = fresh;

  # How the flake-parts module passes on what registry files may ask for; not for users.
  __withFlakeArgs =
    { registryName, args }:
    update {
      inherit registryName;
      flakeArgs = args;
    };
}
