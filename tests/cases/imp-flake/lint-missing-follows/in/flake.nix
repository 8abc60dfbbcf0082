{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    utils.url = "github:numtide/flake-utils";

    plain.url = "github:o/plain";

    # Another nixpkgs than theirs would miss their cache: don't override it.
    above.url = "github:o/above"; # right: missing-follows
    same-paragraph.url = "github:o/same-paragraph"; # right: missing-follows

    below.url = "github:o/below"; # right: missing-follows
    # it must not follow ours

    block = {
      url = "github:o/block"; # right: missing-follows
      # inputs.nixpkgs.follows = "nixpkgs";
    };
    after.url = "github:o/after";

    # Only what the line was for is meant so, not `utils`.
    taken-out = {
      url = "github:o/taken-out";
      # inputs.nixpkgs.follows = "nixpkgs";
    };

    # A comment about something else.
    revision.url = "github:o/revision"; # right: missing-follows
    stable.url = "github:o/stable"; # right: duplicate-in-lock

    tools.url = "github:o/tools";
    tools.flake = false;
    user.url = "github:o/user"; # right: missing-follows
    one.url = "github:o/one";
    two.url = "github:o/two"; # right: duplicate-in-lock
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
