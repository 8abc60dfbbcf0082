# Values as Nix text.
_:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isString
    ;
  inherit (import ./internal/errors.nix) check;
  inherit (import ./internal/format.nix "imp.formatValue") valueText;
  inherit (import ./internal/inputs.nix) usable;

  input =
    what: name: definition:
    concatStringsSep "\n  " (
      (import ./internal/format-flake.nix "${what}: the input `${name}`").inputLines 1 name
        (usable what { ${name} = definition; }).${name}
    );
in
{
  /**
    A value as Nix text.

    # Inputs

    `value`

    : Text, a number, a boolean, `null`, a path, or lists and sets of them.

    # Type

    ```
    formatValue :: Any -> String
    ```

    # Examples

    ```nix
    imp.formatValue { flake = false; }
    => "{\n  flake = false;\n}"
    ```
  */
  formatValue = valueText 0;

  /**
    One flake input as Nix text, for a place that is indented by two spaces.

    An input with a `url` and `inputs.*.follows` only is written as dotted lines, any other as a set.

    # Inputs

    `name`

    : The name of the input.

    `definition`

    : Its definition.

    # Type

    ```
    formatInput :: String -> AttrSet -> String
    ```

    # Examples

    ```nix
    imp.formatInput "nixpkgs" { url = "github:nixos/nixpkgs"; }
    => "nixpkgs.url = \"github:nixos/nixpkgs\";"
    ```
  */
  formatInput =
    name:
    input "imp.formatInput" (
      check {
        what = "imp.formatInput";
        expected = "the name of an input";
        help = "write `imp.formatInput \"nixpkgs\" { url = \"…\"; }`";
      } (isString name) name
    );

  /**
    Several flake inputs as Nix text, in byte order of their names.

    # Inputs

    `inputs`

    : Names to definitions.

    # Type

    ```
    formatInputs :: AttrSet -> String
    ```

    # Examples

    ```nix
    imp.formatInputs { a.url = "github:o/a"; b.url = "github:o/b"; }
    => "a.url = \"github:o/a\";\n    b.url = \"github:o/b\";"
    ```
  */
  formatInputs =
    inputs:
    let
      checked = check {
        what = "imp.formatInputs";
        expected = "a set of inputs";
        help = "write `imp.formatInputs { nixpkgs.url = \"…\"; }`";
      } (isAttrs inputs) inputs;
    in
    concatStringsSep "\n    " (
      map (name: input "imp.formatInputs" name checked.${name}) (attrNames checked)
    );
}
