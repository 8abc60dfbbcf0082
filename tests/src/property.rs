//! What must hold for any text, however it came about: the tests ask it of generated texts, the fuzzer of any.
//!
//! Each panics where it does not hold.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use imp_model::eval::{Evaluator, Known};
use imp_model::facts::{Reader, Role, Wanted};
use imp_model::finding::Severity;
use imp_model::model::config::{Configuration, Origin};
use imp_model::model::{FlakeState, Model, Registry, RegistryBuilder, find_config};
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::syntax;
use imp_model::text::{Edit, FileEdits, Span};
use imp_model::wire::plain::{self, JsonError};
use imp_model::wire::{self, Document};
use imp_registry::moves;
use imp_registry::name_map::NameMap;
use imp_registry::plan::{Done, WANTED, plan};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::expression::FILES;
use crate::tree::{self, Entry};

/// A name, and what must hold.
pub type Property = (&'static str, fn(&str));

/// All of them; each is a target of the fuzzer, too.
pub const PROPERTIES: [Property; 8] = [
    ("facts", facts),
    ("evaluator", evaluator),
    ("rename", rename),
    ("edits", edits),
    ("documents", documents),
    ("lock", lock),
    ("formatting", formatting),
    ("configuration", configuration),
];

/// How much stack a property may take: evaluation nests.
const STACK: usize = 256 << 20;

/// Texts to begin with: what the cases have of this kind, and crashes of the past.
///
/// # Errors
/// When the folders of the tests can't be read.
pub fn seeds(name: &str) -> io::Result<Vec<String>> {
    let is_wanted = |path: &Path| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        match name {
            "documents" => file == "stdout" || file == "stdin" || file.ends_with(".json"),
            "lock" => file == "flake.lock",
            "configuration" => file == "flake.nix" || file == "imp.toml",
            _ => file.ends_with(".nix"),
        }
    };
    let mut texts = Vec::new();
    for (folder, is_crash) in [("cases", false), ("fixtures/crashes", true)] {
        let folder = crate::folder().join(folder);
        for (path, entry) in tree::read(&folder)? {
            let Entry::File { bytes, .. } = entry else { continue };
            let is_ours = if is_crash { path.starts_with(name) } else { is_wanted(&path) };
            if is_ours && bytes.len() < 20_000 {
                texts.extend(String::from_utf8(bytes));
            }
        }
    }
    if name == "documents" {
        texts.retain(|text| text.starts_with('{'));
    }
    Ok(texts)
}

/// Asks a property of a text, with the stack that it may take.
///
/// # Panics
/// When it does not hold, or there is none of this name.
pub fn check(name: &str, text: &str) {
    let (_, property) = PROPERTIES.iter().find(|(known, _)| *known == name).expect("a property");
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let asked = thread.spawn_scoped(scope, || property(text)).expect("a thread starts");
        asked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// Expressions and facts stand inside the text, between characters; and the same text gives the same facts.
pub fn facts(text: &str) {
    let parsed = syntax::parse(text.into());
    let spans = parsed.tree.exprs().map(|(id, _)| parsed.tree.span(id));
    for span in spans.chain(parsed.error.iter().map(|error| error.span)) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no part of the text");
    }
    let files = MemoryFiles::new(FILES);
    let read = || {
        let reader = Reader::new(&files, Wanted::ALL, "registry");
        format!("{:?}", reader.read(&path("dir/test.nix"), text.as_bytes(), Role::Visited))
    };
    assert_eq!(read(), read());
}

/// How deep JSON may nest that is surely read back.
const JSON_DEPTH: usize = 120;

/// Evaluation ends; its value is the same the second time, and as JSON and back.
pub fn evaluator(text: &str) {
    let value = evaluated(text);
    assert_eq!(format!("{value:?}"), format!("{:?}", evaluated(text)));
    let Some(known) = value else { return };
    if let Ok(json) = plain::to_json(&known) {
        match plain::from_json(&json) {
            Err(JsonError::Unsupported(_)) if depth(&known) > JSON_DEPTH => {}
            back => assert_eq!(back.ok(), Some(known), "{json}"),
        }
    }
}

fn depth(known: &Known) -> usize {
    match known {
        Known::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Known::Attrs(attrs) => 1 + attrs.values().map(|attr| depth(&attr.value)).max().unwrap_or(0),
        _ => 0,
    }
}

/// The value of a text, if it can be known.
fn evaluated(text: &str) -> Option<Known> {
    let files = MemoryFiles::new(FILES);
    let mut evaluator = Evaluator::new(&files);
    let value = evaluator.file(&path("test.nix"), syntax::parse(text.into())).ok()?;
    evaluator.known_value(&value).ok()
}

/// A rename that is certain can be undone, and doing it again gives the same tree again.
pub fn rename(text: &str) {
    let (old, new) = (["m", "a"].map(str::to_owned), ["n", "x y"].map(str::to_owned));
    let tree = vec![
        ("reg/m/a.nix".to_owned(), "{ registry, ... }: [ ./c.nix registry.m ]\n".to_owned()),
        ("reg/m/c.nix".to_owned(), "{ __module = import ./a.nix; }\n".to_owned()),
        ("reg/use.nix".to_owned(), text.to_owned()),
    ];
    let Some(there) = renamed(&tree, &old, &new) else { return };
    let back = renamed(&there, &new, &old).expect("the way back is certain, too");
    assert_eq!(renamed(&back, &old, &new), Some(there));
}

type Tree = Vec<(String, String)>;

/// A tree after a rename; `None` when that is not certain.
fn renamed(tree: &Tree, old: &[String], new: &[String]) -> Option<Tree> {
    let files = MemoryFiles::new(tree.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let model = model(tree, &files);
    let registry = model.registry.as_ref()?;
    let moves = moves::plan(registry, old, new).ok()?;
    let map = NameMap::new([(old.to_vec(), new.to_vec())]);
    let names = {
        let (map, model, moves) = (&map, &model, moves.clone());
        move |_: &_, root: &_, path: &[&str]| map.target(model, &moves, root, path)
    };
    let last: BTreeSet<String> = old.last().cloned().into_iter().collect();
    let plan = plan(&model, &files, moves, &Done::default(), &names, &last);
    if plan.findings.iter().any(|finding| finding.severity == Severity::Error) {
        return None;
    }
    let after = |(path, text): &(String, String)| {
        let path = TreePath::new(path)?;
        let changed = plan.files.iter().find(|file| file.path == path);
        let text = changed.map_or_else(|| text.clone(), |file| file.new.clone());
        Some((plan.moves.after(&path).to_string(), text))
    };
    tree.iter().map(after).collect()
}

fn model(tree: &Tree, files: &MemoryFiles) -> Model {
    let reader = Reader::new(files, WANTED, "registry");
    let facts = tree
        .iter()
        .filter_map(|(file, text)| reader.read(&path(file), text.as_bytes(), Role::Visited)?.ok());
    let builder = RegistryBuilder::new(&path("reg"));
    let registry: Registry = builder.all(files).finish(Some(&Known::Null));
    Model {
        configuration: Configuration::default(),
        files: facts.collect(),
        other_files: Vec::new(),
        links: Default::default(),
        unreadable: Vec::new(),
        unreadable_elsewhere: Vec::new(),
        untracked: Vec::new(),
        untracked_elsewhere: Vec::new(),
        ignored: Vec::new(),
        repositories: Vec::new(),
        submodules: Vec::new(),
        flake: FlakeState::Missing,
        lock: None,
        nix_files: Vec::new(),
        trees: Vec::new(),
        registry: Some(registry),
        registry_output: imp_model::model::RegistryOutput::default(),
        given: imp_model::model::GivenArguments::default(),
        registries: Default::default(),
        collected: OnceLock::new(),
        known_orphans: OnceLock::new(),
    }
}

/// Edits that fit can be undone. The first line says which, as pairs of characters; the rest is the text.
pub fn edits(text: &str) {
    let (numbers, text) = text.split_once('\n').unwrap_or((text, ""));
    let numbers: Vec<usize> = numbers.chars().map(|character| character as usize % 64).collect();
    let edit = |pair: &[usize]| Edit {
        span: Span::new(pair[0], pair[0] + pair[1] % 8),
        text: "é".repeat(pair[1] / 8),
    };
    let Ok(edits) = FileEdits::new(numbers.chunks_exact(2).map(edit).collect()) else { return };
    let Ok(after) = edits.apply(text) else { return };
    let mut shift = 0_isize;
    let undo = edits.iter().map(|edit| {
        let start = edit.span.range().start.checked_add_signed(shift).expect("inside the text");
        shift += edit.text.len() as isize - edit.span.range().len() as isize;
        let old = &text[edit.span.range()];
        Edit { span: Span::new(start, start + edit.text.len()), text: old.to_owned() }
    });
    let undo = undo.collect::<Vec<_>>();
    // Two removals side by side are two insertions at one place, which is no order.
    if let Ok(undo) = FileEdits::new(undo) {
        assert_eq!(undo.apply(&after).as_deref(), Ok(text));
    }
}

/// A document that is read is written as what is read and written again.
pub fn documents(text: &str) {
    if let Some(document) = written_twice::<wire::model::ModelData>(text, "imp.model/1") {
        drop(document.data.to_model());
    }
    written_twice::<wire::inputs::InputsData>(text, "imp.inputs/1");
    written_twice::<wire::graph::GraphData>(text, "imp.graph/1");
    if let Ok(edits) = wire::edits::read(text) {
        for file in edits.files {
            drop(file.apply("{ a = 1; }\n"));
        }
    }
}

fn written_twice<D: Serialize + DeserializeOwned>(text: &str, schema: &str) -> Option<Document<D>> {
    let document: Document<D> = wire::read_document(text, &[schema]).ok()?;
    let written = wire::write_document(&document);
    let again: Document<D> =
        wire::read_document(&written, &[schema]).expect("we read what we write");
    assert_eq!(wire::write_document(&again), written);
    Some(document)
}

/// Of a lock that is read, every question has an answer.
pub fn lock(text: &str) {
    let Ok(lock) = wire::lock::read(text) else { return };
    let ways = lock.ways();
    for (name, node) in &lock.nodes {
        drop((node.source(), node.described(), lock.followers(name)));
        for reference in node.inputs.values() {
            lock.resolve(reference);
        }
        for path in ways.to(name).take(50) {
            assert!(path.len() <= lock.nodes.len(), "a path goes in a circle");
        }
    }
}

/// What is formatted is formatted, and means the same.
pub fn formatting(text: &str) {
    let Ok(formatted) = imp_fmt::format_nix(text) else { return };
    let again = imp_fmt::format_nix(&formatted).map_err(|error| error.to_string());
    assert_eq!(again.as_deref(), Ok(&*formatted), "formatting twice is not once");
    if let (Some(before), Some(after)) = (evaluated(text), evaluated(&formatted)) {
        assert_eq!(before, after, "{formatted}");
    }
}

/// Whatever stands in a `flake.nix` or an `imp.toml`, options are found or there is a reason.
pub fn configuration(text: &str) {
    let files = MemoryFiles::new([("flake.nix", text)]);
    let mut configuration = Configuration::default();
    drop(find_config(&files, &mut configuration));
    if let Ok(known) = imp_cli::toml::read(&path("imp.toml"), text) {
        drop(Configuration::default().set_all(&known, &Origin::ImpToml));
    }
    drop((configuration.writes_flake(), configuration.declaration_roots()));
}

fn path(text: &str) -> TreePath {
    TreePath::new(text).expect("a path below the root")
}
