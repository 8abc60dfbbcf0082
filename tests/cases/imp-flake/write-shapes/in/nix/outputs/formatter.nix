{
  __inputs = {
    "in".url = "github:a/keyword";
    "or".url = "github:a/or";
    "with space".url = "github:a/space";
    "quote\"d".url = "github:a/quote";
    "doll\${ar}".url = "github:a/dollar";
    "1digit".url = "github:a/digit";
    "dotted.name".url = "github:a/dotted";
    "ünïcode".url = "github:a/unicode";
    "".url = "github:a/empty";
    text.url = "https://example.org/\${x}?a=\"b\"&c=\\d";
    lines.url = "one\ntwo\tthree";
    no-flake = { url = "github:a/no-flake"; flake = false; };
    typed = { type = "github"; owner = "o"; repo = "r"; ref = "main"; lastModified = 12; };
    follows.follows = "nixpkgs/sub";
    cut = { url = "github:a/cut"; inputs.nixpkgs.follows = ""; };
    nested = { url = "github:a/nested"; inputs.x.inputs.y.follows = "z"; };
    over = { url = "github:a/over"; inputs.x.url = "github:b/x"; };
    two = { url = "github:a/two"; inputs.a.follows = "nixpkgs"; inputs.b.follows = "nixpkgs"; };
    path.url = "path:./sub";
    bare = { };
  };
  __functor = _: _: { };
}
