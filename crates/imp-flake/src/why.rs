//! Why an input is there: who declares it, who uses it, and what pulls it in.

use imp_model::eval::Known;
use imp_model::facts::ReferenceRoot;
use imp_model::model::config::ConfigError;
use imp_model::model::{CollectedInputs, Lock, Model, closest};
use imp_model::text::Place;

/// Everything that is known of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Its name.
    pub name: String,
    /// Where it is declared, and how.
    pub declarations: Vec<(Place, Known)>,
    /// Where it is in `flake.nix`.
    pub in_flake: Option<Place>,
    /// Where files refer to it.
    pub uses: Vec<Place>,
    /// What is locked, as `type:owner/repo` or a URL, with the revision.
    pub locked: Option<String>,
    /// Other ways from the flake to the same locked source.
    pub also_reached_by: Vec<Vec<String>>,
    /// Inputs of inputs that follow it.
    pub followed_by: Vec<Vec<String>>,
}

/// What is known of the input `name`; `None`, with the closest names, when there is no such input.
///
/// # Errors
/// [`ConfigError`] when the core inputs can't be read.
pub fn why(model: &Model, name: &str) -> Result<Result<Why, Vec<String>>, ConfigError> {
    let collected = model.collected_inputs()?;
    let present = model.flake.present().and_then(|file| file.inputs.as_ref().ok());
    let in_flake = present.and_then(|inputs| inputs.iter().find(|input| input.name == name));
    let mut declarations = declarations(&collected, name);
    if declarations.is_empty()
        && let Some(input) = in_flake
    {
        declarations.push((input.place.clone(), input.definition.clone()));
    }
    let lock = model.lock.as_ref().and_then(|lock| lock.as_ref().ok());
    let node = lock.and_then(|lock| lock.input(name));
    if declarations.is_empty() && node.is_none() {
        let known = collected.inputs.iter().map(|input| input.name.as_str());
        let present = present.into_iter().flatten().map(|input| input.name.as_str());
        let near = closest(name, known.chain(present));
        return Ok(Err(near.into_iter().map(str::to_owned).collect()));
    }
    Ok(Ok(Why {
        name: name.to_owned(),
        declarations,
        in_flake: in_flake.map(|input| input.place.clone()),
        uses: uses(model, name),
        locked: lock.zip(node).map(|(lock, node)| locked(lock, node)),
        also_reached_by: lock.zip(node).map_or_else(Vec::new, |(lock, node)| {
            lock.paths_to(node).into_iter().filter(|path| path.as_slice() != [name]).collect()
        }),
        followed_by: lock.map_or_else(Vec::new, |lock| lock.followers(name)),
    }))
}

fn declarations(collected: &CollectedInputs, name: &str) -> Vec<(Place, Known)> {
    let alike = collected.inputs.iter().filter(|input| input.name == name).flat_map(|input| {
        input.places.iter().map(|place| (place.clone(), input.definition.clone()))
    });
    let unlike = collected.conflicts.iter().filter(|conflict| conflict.name == name);
    let unlike = unlike.flat_map(|conflict| {
        conflict.declarations.iter().map(|other| (other.place.clone(), other.definition.clone()))
    });
    alike.chain(unlike).collect()
}

fn uses(model: &Model, name: &str) -> Vec<Place> {
    let references = model.files.iter().flat_map(|file| &file.references);
    let uses = references.filter(|reference| {
        reference.root == ReferenceRoot::Inputs
            && reference.path.first().is_some_and(|part| part.name == name)
    });
    let mut places: Vec<Place> = uses.map(|reference| reference.place.clone()).collect();
    places.sort();
    places.dedup();
    places
}

/// `github:owner/repo at 0123456`.
fn locked(lock: &Lock, node: &str) -> String {
    let attrs = &lock.nodes[node].locked;
    let get = |name: &str| attrs.get(name).map(String::as_str);
    let source = match (get("type"), get("owner"), get("repo"), get("url"), get("path")) {
        (Some(kind), Some(owner), Some(repo), ..) => format!("{kind}:{owner}/{repo}"),
        (_, _, _, Some(url), _) => url.to_owned(),
        (_, _, _, _, Some(path)) => format!("path:{path}"),
        (Some(kind), ..) => kind.to_owned(),
        _ => "an unknown source".to_owned(),
    };
    match get("rev") {
        Some(rev) => format!("{source} at {}", rev.chars().take(12).collect::<String>()),
        None => source,
    }
}
