//! Trees in imp's conventions that look random: every way of naming an entry, every declaration, and now
//! and then something that is wrong.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::random::Random;

/// Names of files, those with a meaning of their own more often than in real flakes.
const FILES: [&str; 16] = [
    "a.nix",
    "b.nix",
    "c.nix",
    "a_.nix",
    "default_.nix",
    "import_.nix",
    "x@y.nix",
    "_hidden.nix",
    "if.nix",
    "note.txt",
    "d-e.nix",
    "d'.nix",
    "9.nix",
    "Z.nix",
    "ü.nix",
    "with space.nix",
];

/// Names of directories.
const DIRECTORIES: [&str; 10] =
    ["one", "two", "three", "_private", "one_", "parts.d", ".dot", "a", "unit", "z.nix"];

/// What files say. `NAME` and `OTHER` are names of inputs, hosts are named by their file.
const TEXTS: [&str; 36] = [
    "{ }",
    "{ lib, ... }: { imports = [ ]; }",
    "[ 1 2 ]",
    "{ __inputs.NAME.url = \"github:o/NAME\"; }",
    "{ __inputs.NAME.url = \"github:o/NAME\"; __functor = _: { pkgs, inputs, ... }: pkgs.hello; }",
    "{ __inputs = { NAME = { url = \"github:o/NAME\"; flake = false; }; OTHER.url = \"github:o/OTHER\"; }; }",
    "{ __inputs.NAME = { url = \"github:o/NAME\"; inputs.nixpkgs.follows = \"nixpkgs\"; }; __module = { }; }",
    "rec { owner = \"o\"; __inputs.\"NAME\".url = \"github:${owner}/NAME\"; }",
    "let at = name: { url = \"github:o/${name}\"; }; in { __inputs = builtins.listToAttrs [ { name = \"NAME\"; value = at \"NAME\"; } ]; }",
    "{ __inputs.nixpkgs.url = \"github:nixos/nixpkgs\"; }",
    "{ __inputs.NAME.url = \"github:other/NAME\"; }",
    "{ __exports.desktop.nixos.value = { a = 1; }; }",
    "{ __exports.\"desktop.nixos\" = { value = { b = 2; }; strategy = \"merge\"; }; }",
    "{ __exports.NAME.value = [ 1 ]; __exports.OTHER.value = [ 2 ]; }",
    "{ __exports = { hm.NAME = { value = { }; strategy = \"override\"; }; }; __inputs.OTHER.url = \"github:o/OTHER\"; }",
    "{ __functor = _: { inputs, ... }: { __exports.late.value = inputs.nixpkgs; }; }",
    "{ __host = { system = \"x86_64-linux\"; stateVersion = \"24.05\"; }; }",
    "{ __host = { system = \"x86_64-linux\"; bases = [ \"one.a\" ]; modules = [ \"two\" ]; }; config = ./config; }",
    "{ __host = { system = \"x86_64-linux\"; modules = { registry, ... }: [ registry.one ]; }; }",
    "{ pkgs, ... }: { __inputs.hidden.url = \"github:o/hidden\"; }",
    "{ __outputs.overlays.NAME = final: prev: { }; }",
    "{ __outputs.perSystem.packages.NAME = { pkgs, ... }: pkgs.hello; }",
    "{ __outputs = { perSystem.checks = { NAME = 1; OTHER = 2; }; overlays = { }; }; }",
    "{ __outputs.lib = { inputs, ... }: inputs.NAME; __outputs.nixosModules.OTHER = ./a.nix; }",
    "rec { at = \"NAME\"; __outputs.perSystem.apps.${at} = 1; __outputs.homeModules = { \"OTHER\" = { }; }; }",
    "{ __host = { }; __exports.NAME.value = 1; }",
    "{ __exports.shared.value = { at = \"NAME\"; deep = { NAME = 1; all = [ \"NAME\" ]; }; }; }",
    "{ __exports.shared = { at = \"OTHER\"; deep.NAME = { here = true; }; }; }",
    "{ __exports.alpha.value = [ \"NAME\" ]; __exports.zeta = { at = \"NAME\"; }; }",
    "{ __exports.desktop.nixos = { imports = [ ]; at = \"NAME\"; }; __exports.desktop.home = { at = \"NAME\"; }; }",
    "{ __exports.desktop.home.value = { lib, ... }: { at = \"NAME\"; }; }",
    "{ __exports.desktop.home.value = { disabledModules = [ ]; key = \"NAME\"; }; }",
    "{ __exports.odd = { _type = \"NAME\"; OTHER.value = 1; }; __exports.\"\".value.NAME = 1; }",
    "{ __exports.even = { outPath = \"NAME\"; OTHER.value = 1; }; }",
    "{ __functor = import ./_functor.nix; }",
    "{ __functor = _: { lib, ... }: import ./_result.nix; }",
];

/// What only few trees have, because one such file is enough to be refused.
const WRONG: [&str; 11] = [
    "{ __inputs.NAME.url = ",
    "{ __inputs = \"NAME\"; }",
    "{ __inputs.NAME = [ ]; }",
    "{ __exports.NAME.strategy = \"merge\"; }",
    "{ __host = \"NAME\"; }",
    "{ __exports.NAME = { value = 1; strategy = 6; }; }",
    "{ __exports = 5; }",
    "{ __outputs = [ ]; }",
    "{ __outputs.perSystem = \"NAME\"; }",
    "{ __inputs.NAME.url = 5; }",
    "{ __inputs.NAME.inputs.OTHER.follows = [ ]; }",
];

const NAMES: [&str; 6] = ["alpha", "beta", "gamma-delta", "delta_", "epsilon'", "zeta"];

/// Parts of texts in Nix, with what has to be escaped, quoted or counted with care.
const PIECES: [&str; 19] = [
    "a", "b-", "'", "_", ".", " ", "\\${", "\\\"", "\\\\", "\\n", "é", "1", "or", "\\t", "$",
    "\\r", "/", ":", "''",
];

/// How many parts a text has: few, or about as many as a line has characters.
const LENGTHS: [usize; 10] = [1, 2, 3, 8, 60, 70, 75, 80, 90, 130];

const HEADERS: [&str; 12] = [
    "",
    "# a",
    "#a\\n#  b  \\n",
    "\\n\\n# a\\n\\n\\n# b\\n\\n",
    "# a\\t\\n#\\n",
    "# a\\r\\n# b\\r\\n",
    "# a\\r# b",
    "# é\u{a0}\\n  \\n##",
    "#\u{2003}",
    "# a\\rb = 1;",
    "  # a",
    "/* a */",
];

/// The options `imp.flakeFile` of a flake, as Nix. The same seed gives the same options.
pub fn flake_file(seed: u64) -> String {
    let mut random = Random::new(seed);
    let inputs: String = (0..random.between(0, 3))
        .map(|n| format!("{} = {{ {} }}; ", name(&mut random, n), input(&mut random)))
        .collect();
    let description = if random.percent(50) { text(&mut random) } else { String::new() };
    let file = random.pick(&["./nix/flake", "nix/flake/", "./a b", "é/x"]);
    let below =
        if random.percent(30) { "y".repeat(random.between(40, 130)) } else { String::new() };
    // Most have a header that is one.
    let headers = if random.percent(90) { &HEADERS[..9] } else { &HEADERS[9..] };
    let settings: String = (0..random.between(0, 2))
        .map(|n| format!("{} = {}; ", name(&mut random, n), setting(&mut random)))
        .collect();
    format!(
        "{{ enable = true; description = \"{description}\"; nixConfig = {{ {settings}}}; coreInputs = {{ {inputs}}}; \
         outputsFile = \"{file}/{below}\"; header = \"{}\"; }}",
        random.pick(headers),
    )
}

/// What a setting of Nix can be; of few what it can't.
fn setting(random: &mut Random) -> String {
    let texts = |random: &mut Random| -> String {
        (0..random.between(0, 3)).map(|_| format!("\"{}\" ", text(random))).collect()
    };
    match random.between(0, 20) {
        0 => random.pick(&["-1", "1.5", "null", "{ }", "[ 1 ]"]).to_string(),
        1..=4 => random.pick(&["true", "false", "0", "12"]).to_string(),
        5..=10 => format!("\"{}\"", text(random)),
        _ => format!("[ {}]", texts(random)),
    }
}

fn input(random: &mut Random) -> String {
    let mut parts = vec![format!("url = \"{}\";", text(random))];
    if random.percent(30) {
        parts.push("flake = false;".to_owned());
    }
    if random.percent(20) {
        let number = random.pick(&["1", "-1", "(-9223372036854775807 - 1)"]);
        parts.push(format!("{} = {number};", name(random, 9)));
    }
    for n in 0..random.between(0, 2) {
        let name = name(random, n);
        parts.push(match random.percent(80) {
            true => format!("inputs.{name}.follows = \"{}\";", text(random)),
            false => format!("inputs.{name} = {{ inputs.a.follows = \"{}\"; }};", text(random)),
        });
    }
    parts.join(" ")
}

/// A name that no other number gives.
fn name(random: &mut Random, number: usize) -> String {
    if random.percent(50) { format!("a{number}") } else { format!("\"{}{number}\"", text(random)) }
}

fn text(random: &mut Random) -> String {
    let length = *random.pick(&LENGTHS);
    (0..length).map(|_| *random.pick(&PIECES)).collect()
}

/// Writes a tree below `root`, which must be an empty directory. The same seed gives the same tree.
///
/// # Errors
/// When it can't be written.
pub fn tree(root: &Path, seed: u64) -> io::Result<()> {
    let mut random = Random::new(seed);
    let is_wrong = random.percent(25);
    directory(root, &mut random, 0)?;
    if is_wrong {
        let text = one(&WRONG, &mut random);
        fs::write(root.join("wrong.nix"), text)?;
    }
    Ok(())
}

fn directory(folder: &Path, random: &mut Random, depth: usize) -> io::Result<()> {
    fs::write(folder.join("_functor.nix"), "_: { lib, ... }: { __exports.far.value = lib; }")?;
    fs::write(folder.join("_result.nix"), "{ __exports.far.value.here = 1; }")?;
    let count = random.between(1, 5);
    let names: Vec<&str> = random.sample(&FILES, count).into_iter().copied().collect();
    for name in names {
        let text = one(&TEXTS, random);
        fs::write(folder.join(name), text)?;
    }
    if depth > 0 && random.percent(20) {
        fs::write(folder.join("default.nix"), one(&TEXTS, random))?;
    }
    if random.percent(10) {
        symlink("a.nix", folder.join("link.nix"))?;
        fs::write(folder.join("a.nix"), "{ }")?;
    }
    if depth == 3 {
        return Ok(());
    }
    let count = random.between(0, 3);
    let names: Vec<&str> = random.sample(&DIRECTORIES, count).into_iter().copied().collect();
    for name in names {
        let below = folder.join(name);
        fs::create_dir(&below)?;
        directory(&below, random, depth + 1)?;
    }
    Ok(())
}

/// One of the texts, with names filled in.
fn one(texts: &[&str], random: &mut Random) -> String {
    let text: &&str = random.pick(texts);
    let first = random.between(0, NAMES.len() - 1);
    let second = (first + random.between(1, NAMES.len() - 1)) % NAMES.len();
    text.replace("NAME", NAMES[first]).replace("OTHER", NAMES[second])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_tree() {
        let trees: Vec<_> = [1, 1, 2]
            .into_iter()
            .map(|seed| {
                let folder = tempfile::tempdir().unwrap();
                tree(folder.path(), seed).unwrap();
                let tree = crate::tree::read(folder.path()).unwrap();
                let text = |entry| match entry {
                    crate::tree::Entry::File { bytes, .. } => bytes,
                    _ => Vec::new(),
                };
                tree.into_iter().map(|(path, entry)| (path, text(entry))).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(trees[0], trees[1]);
        assert_ne!(trees[0], trees[2]);
    }
}
