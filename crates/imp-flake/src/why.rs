//! Why an input is there: who declares it, who uses it, and what pulls it in.

use std::collections::BTreeSet;

use imp_model::eval::Known;
use imp_model::facts::{ReferenceRoot, Unread};
use imp_model::finding::Severity;
use imp_model::model::{CollectedInputs, Lock, Model, closest};
use imp_model::source::{ReadError, TreePath};
use imp_model::text::Place;

/// Everything that is known of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Its name.
    pub name: String,
    /// Where it is declared, and how.
    pub declarations: Vec<(Place, Known)>,
    /// Declarations of it, or that may be of it, which can't be read: where, and why.
    pub unread: Vec<(Place, String)>,
    /// Where it is in `flake.nix`.
    pub in_flake: Option<Place>,
    /// Where files refer to it.
    pub uses: Vec<Place>,
    /// What `flake.lock` has for it.
    pub locked: Locked,
    /// Other ways from the flake to the same locked source; for an input of inputs, every way.
    pub also_reached_by: Vec<Vec<String>>,
    /// Inputs of inputs that follow it.
    pub followed_by: Vec<Vec<String>>,
    /// The same source, locked once more.
    pub copies: Vec<Copy>,
}

/// What `flake.lock` has for an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locked {
    /// `type:owner/repo` or a URL, with the revision.
    To(String),
    /// There is no lock, or it does not have the input.
    NotYet,
    /// It can't be read, because of this.
    Unreadable(String),
}

/// A source that is locked once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The inputs from the flake to it.
    pub path: Vec<String>,
    /// What is locked.
    pub locked: String,
}

/// What is known of the input `name`, which may also be one that only other inputs have; `None`, with the
/// closest names, when there is no such input.
pub fn why(model: &Model, name: &str) -> Result<Why, Vec<String>> {
    let collected = model.collected_inputs();
    let present = model.flake.known_inputs();
    let in_flake = present.and_then(|inputs| inputs.iter().find(|input| input.name == name));
    // Where imp does not write `flake.nix`, that alone says what an input is.
    let is_generated = model.configuration.writes_flake().unwrap_or(false);
    let (mut declarations, unread) = match in_flake {
        Some(_) if !is_generated => (Vec::new(), Vec::new()),
        _ => (declarations(collected, name), unread(model, collected, name, in_flake.is_some())),
    };
    if declarations.is_empty()
        && let Some(input) = in_flake
    {
        declarations.push((input.place.clone(), input.definition.clone()));
    }
    let lock = model.lock.as_ref().and_then(|lock| lock.as_ref().ok());
    let own = lock.and_then(|lock| lock.input(name));
    let below: Vec<&str> = lock.map(|lock| inputs_called(lock, name)).unwrap_or_default();
    let node = own.or_else(|| below.first().copied().filter(|_| declarations.is_empty()));
    if declarations.is_empty() && node.is_none() && unread.is_empty() {
        let known = collected.inputs.iter().map(|input| input.name.as_str());
        let present = present.into_iter().flatten().map(|input| input.name.as_str());
        let near = closest(name, known.chain(present));
        return Err(near.into_iter().map(str::to_owned).collect());
    }
    let found = lock.zip(node);
    let or_none = |paths: Option<Vec<Vec<String>>>| paths.unwrap_or_default();
    Ok(Why {
        name: name.to_owned(),
        declarations,
        unread,
        in_flake: in_flake.map(|input| input.place.clone()),
        uses: uses(model, name),
        locked: match (&model.lock, found) {
            (Some(Err(reason)), _) => Locked::Unreadable(reason.clone()),
            (_, Some((lock, node))) => Locked::To(lock.nodes[node].described()),
            (_, None) => Locked::NotYet,
        },
        also_reached_by: or_none(found.map(|(lock, node)| match own {
            Some(_) => lock.ways().to(node).filter(|path| path.as_slice() != [name]).collect(),
            None => ways_to(lock, name),
        })),
        followed_by: or_none(lock.map(|lock| lock.followers(name))),
        copies: found.map(|(lock, node)| copies(lock, node)).unwrap_or_default(),
    })
}

/// The nodes that some input of this name stands for, in order.
fn inputs_called<'a>(lock: &'a Lock, name: &str) -> Vec<&'a str> {
    let inputs = lock.nodes.values().filter_map(|node| node.inputs.get(name));
    let mut nodes: Vec<&str> = inputs.filter_map(|input| lock.resolve(input)).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The inputs from the flake to every input of this name.
fn ways_to(lock: &Lock, name: &str) -> Vec<Vec<String>> {
    let all = lock.ways();
    let above = lock.nodes.iter().filter(|(_, node)| node.inputs.contains_key(name));
    let mut ways: Vec<Vec<String>> = above.flat_map(|(node, _)| all.to(node)).collect();
    for way in &mut ways {
        way.push(name.to_owned());
    }
    ways.sort();
    ways
}

/// Every other node that is locked from the same source, with the ways to it.
fn copies(lock: &Lock, node: &str) -> Vec<Copy> {
    let of = lock.nodes[node].source();
    let ways = lock.ways();
    let is_copy = |other: &&String| other.as_str() != node && lock.nodes[*other].source() == of;
    let copy = |other: &String| {
        let locked = lock.nodes[other].described();
        ways.to(other).map(move |path| Copy { path, locked: locked.clone() })
    };
    let mut copies: Vec<Copy> =
        lock.nodes.keys().filter(|_| of.is_some()).filter(is_copy).flat_map(copy).collect();
    copies.sort_by(|a, b| a.path.cmp(&b.path));
    copies
}

fn declarations(collected: &CollectedInputs, name: &str) -> Vec<(Place, Known)> {
    let alike = collected.inputs.iter().filter(|input| input.name == name).flat_map(|input| {
        input.places.iter().map(|place| (place.clone(), input.definition.clone()))
    });
    let unlike = collected.conflicts.iter().filter(|conflict| conflict.name == name);
    let unlike = unlike.flat_map(|conflict| {
        conflict
            .declarations
            .iter()
            .flat_map(|other| other.places().map(|place| (place.clone(), other.definition.clone())))
    });
    alike.chain(unlike).collect()
}

/// What can't be read and declares the input, or may where nothing that can be read does and `flake.nix` has it.
fn unread(
    model: &Model,
    collected: &CollectedInputs,
    name: &str,
    is_in_flake: bool,
) -> Vec<(Place, String)> {
    let core = model.configuration.core_inputs().unread;
    let files = model.files.iter().flat_map(|file| &file.unread);
    let inputs = files.filter(|unread| unread.declaration == "__inputs").chain(&core);
    let is_in_doubt = is_in_flake && !collected.declares(name);
    let is_of_it = |unread: &&Unread| match &unread.name {
        Some(other) => other == name,
        None => unread.may_declare && is_in_doubt,
    };
    let whole = unreadable(model).into_iter().filter(|_| is_in_doubt);
    let whole = whole.map(|(path, error)| (Place::start_of(path), error.to_string()));
    let inputs = inputs.filter(is_of_it);
    inputs.map(|unread| (unread.place.clone(), unread.reason.clone())).chain(whole).collect()
}

/// The files and directories that can't be read, so that nothing is known of what they declare and use.
pub fn unreadable(model: &Model) -> Vec<&(TreePath, ReadError)> {
    let check = imp_lint::rule("unreadable-file").and_then(|rule| rule.check);
    let findings = check.map(|check| check(model)).unwrap_or_default();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let paths: BTreeSet<&TreePath> =
        errors.filter_map(|finding| Some(&finding.place.as_ref()?.file)).collect();
    model.unreadable.iter().filter(|(path, _)| paths.contains(path)).collect()
}

fn uses(model: &Model, name: &str) -> Vec<Place> {
    let references = model.files.iter().flat_map(|file| &file.references);
    let uses = references.filter(|reference| {
        let mut path = reference.path.iter().map(|part| &*part.name);
        let is_of_inputs = match reference.root {
            ReferenceRoot::Inputs => true,
            ReferenceRoot::Flake => path.next() == Some("inputs"),
            _ => false,
        };
        is_of_inputs && path.next() == Some(name)
    });
    let mut places: Vec<Place> = uses.map(|reference| reference.place.clone()).collect();
    let hosts = model.files.iter().filter_map(|file| file.host.as_ref());
    let is_input = |text: &str| {
        text.strip_prefix('@').is_some_and(|path| path.split('.').next() == Some(name))
    };
    let named = hosts.flat_map(|host| &host.names).filter(|named| is_input(&named.text));
    places.extend(named.map(|named| named.place.clone()));
    places.sort();
    places.dedup();
    places
}
