//! `imp-registry mv` there and back leaves the bytes of the start, and breaks nothing on the way.
//!
//! On trees that are made up: names of every kind, references in every form, relative paths in and out. A rename that
//! can't be done with certainty must leave everything as it was. Two renames are undone one after the other.
//!
//! Names have quotes and paths have detours that nothing needs. Where the way back does not find those again, the only
//! excuse is that it can't know: the tree that it gives becomes the same tree by the same rename, and is then found
//! again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tests::sandbox::Sandbox;
use tests::{programs, tree};

const TREES: u64 = 24;
const RENAMES: usize = 3;
const NAMES: [&str; 14] = [
    "a",
    "b",
    "core",
    "desktop",
    "git",
    "home",
    "zsh-x",
    "it's",
    "two words",
    "alice@work",
    "in",
    "v1.2",
    "end_",
    "default",
];
const FLAKE: &str =
    "{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imp = {
  src = ./out; registry.src = ./reg; }; }; }\n";

/// Numbers that are the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A module: its name, and its file below `reg/`.
struct Module {
    name: Vec<String>,
    file: String,
}

fn quoted(part: &str) -> String {
    let is_plain =
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_'-".contains(&b)) && part != "in";
    if is_plain { part.to_owned() } else { format!("\"{part}\"") }
}

fn dotted(parts: &[String]) -> String {
    parts.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(".")
}

/// A name as somebody may write it: now and then with quotes that it does not need.
fn written(random: &mut Random, parts: &[String]) -> String {
    let part = |part: &String| match random.below(6) {
        0 => format!("\"{part}\""),
        _ => quoted(part),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(".")
}

/// A path from one file to another: the shortest, from further up than it must, or with a detour.
fn path(random: &mut Random, from: &str, to: &str) -> String {
    let shared = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = from[..shared].rfind('/').map_or(0, |at| at + 1);
    let ups = from[shared..].matches('/').count();
    let up = if ups == 0 { "./".to_owned() } else { "../".repeat(ups) };
    let rest = &to[shared.min(to.len())..];
    match random.below(6) {
        0 => format!("{}reg/{to}", "../".repeat(from.matches('/').count() + 1)),
        1 => format!("{up}git/../{rest}"),
        2 => format!("{up}b/c/../../{rest}"),
        _ => format!("{up}{rest}"),
    }
}

/// The modules of a tree, each name once and none below another.
fn modules(random: &mut Random) -> Vec<Module> {
    let mut found: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for _ in 0..12 {
        let depth = 1 + random.below(3);
        let name: Vec<String> = (0..depth).map(|_| (*random.pick(&NAMES)).to_owned()).collect();
        let clashes = |other: &Vec<String>| other.starts_with(&name) || name.starts_with(other);
        if found.keys().any(clashes) {
            continue;
        }
        let escaped = |part: &str, is_file: bool| {
            let needs = part.ends_with('_') || is_file && part == "default";
            format!("{part}{}", if needs { "_" } else { "" })
        };
        let (last, above) = name.split_last().expect("a name has parts");
        let mut path: Vec<String> = above.iter().map(|part| escaped(part, false)).collect();
        match random.below(4) {
            0 => path.extend([escaped(last, false), "default.nix".to_owned()]),
            1 if !last.ends_with('_') => path.push(format!("{last}_.nix")),
            _ => path.push(format!("{}.nix", escaped(last, true))),
        }
        found.insert(name, path.join("/"));
    }
    found.into_iter().map(|(name, file)| Module { name, file }).collect()
}

/// An expression that refers to a module, in one of the forms.
fn reference(random: &mut Random, modules: &[Module], from: &str) -> String {
    let module = random.pick(modules);
    let (last, above) = module.name.split_last().expect("a name has parts");
    let (full, set) = (written(random, &module.name), written(random, above));
    let set = if set.is_empty() { "registry".to_owned() } else { format!("registry.{set}") };
    let siblings: Vec<String> = modules
        .iter()
        .filter(|other| other.name.len() == module.name.len() && other.name.starts_with(above))
        .map(|other| quoted(&other.name[above.len()]))
        .collect();
    let own = written(random, std::slice::from_ref(last));
    match random.below(16) {
        0 => format!("(registry.{full} or null)"),
        1 => format!("(registry ? {full})"),
        2 => format!("\"${{registry.{full}}} registry.a\""),
        3 => format!("(let r = {set}; in r.{own})"),
        4 if !above.is_empty() && quoted(last) == *last => format!("(with {set}; [ {last} ])"),
        5 => format!("{{ inherit ({set}) {}; }}", quoted(last)),
        6 => format!("{{ inherit ({set})\n    {}; }}", siblings.join("\n    ")),
        7 => format!("/* 🦀 registry.{full} */ registry . {full}"),
        8 if module.file.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b)) => {
            let file = module.file.strip_suffix("/default.nix").unwrap_or(&module.file);
            format!("(import {})", path(random, from, file))
        }
        9 => "./.".to_owned(),
        10 if above.last().is_some_and(|part| quoted(part) == *part) => {
            let (parent, set) = above.split_last().expect("it has a last part");
            let beside = modules.iter().filter(|other| other.name.starts_with(set));
            let names: BTreeSet<String> = beside
                .filter_map(|other| other.name.get(set.len()))
                .map(|name| quoted(name))
                .collect();
            let names: Vec<String> = names.into_iter().collect();
            let set = [&["registry".to_owned()], set].concat();
            let (set, names) = (dotted(&set), names.join("\n    "));
            format!("(let inherit ({set})\n    {names}; in {parent}.{})", quoted(last))
        }
        11 => format!("(let r = {set}; in r.{own} or null)"),
        12 => format!("(let r = {set}; in r ? {own})"),
        13 => format!("(let r = {set}; in r # why\n    . {own})"),
        14 if !above.is_empty() && quoted(last) == *last => {
            format!("(with {set}; {{ inherit {last}; }})")
        }
        _ => format!("registry.{full}"),
    }
}

fn write(root: &Path, random: &mut Random) -> Vec<Module> {
    let modules = modules(random);
    let mut files = vec![("flake.nix".to_owned(), FLAKE.to_owned())];
    for module in &modules {
        let items: Vec<String> =
            (0..random.below(4)).map(|_| reference(random, &modules, &module.file)).collect();
        let text = format!("{{ registry, ... }}:\n{{\n  x = [ {} ];\n}}\n", items.join("\n    "));
        files.push((format!("reg/{}", module.file), text));
    }
    let names: Vec<String> =
        modules.iter().map(|module| format!("\"{}\"", module.name.join("."))).collect();
    files.push((
        "out/host.nix".into(),
        format!("{{ __host.modules = [ {} ]; }}\n", names.join(" ")),
    ));
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    modules
}

/// Every file and directory with its text, whenever it was written.
fn contents(root: &Path) -> BTreeMap<String, String> {
    let text = |entry: tree::Entry| match entry {
        tree::Entry::File { bytes, .. } => String::from_utf8_lossy(&bytes).into_owned(),
        other => format!("{other:?}"),
    };
    let tree = tree::read(root).expect("a tree");
    tree.into_iter().map(|(path, entry)| (path.display().to_string(), text(entry))).collect()
}

/// The name in a line of `imp-registry list`, before two spaces and the file.
fn name(line: &str) -> Option<&str> {
    Some(line.rsplit_once("  ")?.0.trim_end())
}

/// A name that may be free: some of a module's and one or two parts more.
fn new_name(random: &mut Random, modules: &[Module]) -> String {
    let other = random.pick(modules);
    let mut new = other.name[..random.below(other.name.len())].to_vec();
    new.extend((0..1 + random.below(2)).map(|_| format!("{} new", random.pick(&NAMES))));
    if random.below(3) > 0 {
        new.iter_mut().for_each(|part| *part = part.replace(" new", "-n"));
    }
    dotted(&new)
}

/// A tree without what the way back may lose: quotes, and how paths are spelled.
fn without_manner(tree: &BTreeMap<String, String>) -> BTreeMap<&String, String> {
    let is_path = |word: &str| word.contains('/') && word.starts_with('.');
    let plain = |text: &String| {
        let words = text.split_inclusive([' ', '\n', ')']);
        words
            .map(|word| if is_path(word) { "./" } else { word })
            .collect::<String>()
            .replace('"', "")
    };
    tree.iter().map(|(path, text)| (path, plain(text))).collect()
}

#[test]
fn a_rename_there_and_back_changes_nothing() {
    let program = programs::ours("imp-registry").expect("it is built");
    let (mut done, mut refused, mut lost) = (0, 0, 0);
    for seed in 1..=TREES {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let sandbox = Sandbox::new().expect("a sandbox");
        let modules = write(sandbox.root(), &mut random);
        let run = |arguments: &[&str]| {
            let output = sandbox.command(&program).args(arguments).output().expect("it runs");
            let text =
                String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            (output.status.code().expect("a status"), text)
        };
        let read = || contents(sandbox.root());
        let (status, text) = run(&["check"]);
        assert_eq!(status, 0, "seed {seed}: {text}");
        for _ in 0..RENAMES {
            let mut states = Vec::new();
            // The second rename meets what the first has written.
            for _ in 0..2 {
                let (_, listed) = run(&["list"]);
                let names: Vec<&str> = listed.lines().filter_map(name).collect();
                let (old, new) = (random.pick(&names).to_string(), new_name(&mut random, &modules));
                let before = read();
                let (status, text) = run(&["mv", &old, &new]);
                let what = format!("seed {seed}: {old} to {new}");
                if status != 0 {
                    refused += 1;
                    assert!(read() == before, "{what}: refused, and something changed: {text}");
                    continue;
                }
                done += 1;
                let (status, text) = run(&["check"]);
                assert_eq!(status, 0, "{what}: {text}");
                states.push((old, new, before, what));
            }
            for (old, new, before, what) in states.into_iter().rev() {
                let there = read();
                let (status, text) = run(&["mv", &new, &old]);
                assert_eq!(status, 0, "{what}, and back: {text}");
                let after = read();
                if after == before {
                    continue;
                }
                let changed = before.iter().find(|(path, text)| after.get(*path) != Some(*text));
                let now = changed.and_then(|(path, _)| after.get(path));
                let what = format!("{what}, and back: {changed:#?}\n{now:#?}");
                assert!(without_manner(&after) == without_manner(&before), "{what}");
                assert_eq!(run(&["mv", &old, &new]).0, 0, "{what}");
                assert!(read() == there, "{what}: it could have known");
                assert_eq!(run(&["mv", &new, &old]).0, 0, "{what}");
                assert!(read() == after, "{what}: and lost again");
                lost += 1;
                // What is undone now began with another tree.
                break;
            }
        }
    }
    assert!(lost * 5 < done, "{lost} of {done} renames were not found back");
    assert!(done > refused, "{done} renames were done and {refused} refused");
}
