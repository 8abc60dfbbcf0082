//! The files of a new flake.

use std::collections::BTreeMap;

use imp_model::eval::KnownAttrs;
use imp_model::facts::{Reader, Role, Wanted};
use imp_model::model::config::Configuration;
use imp_model::model::find_config;
use imp_model::source::{MemoryFiles, TreePath};

use super::names::Names;
use super::templates::{Template, Without, below, is_below};
use super::{ChoiceError, Choices, Ci, HomeManager, SecretsTool};
use crate::render::{Flake, render};

type Tree = BTreeMap<String, String>;

/// What CI and direnv need, where a template has none of its own.
const BORROWED: &str = "dev";

/// The files that a template becomes with these choices, in order of their paths.
///
/// # Errors
/// A choice that the template does not have, or a name that can't be.
pub fn files(
    template: &Template,
    choices: &Choices,
) -> Result<Vec<(TreePath, String)>, ChoiceError> {
    template.takes(choices)?;
    let mut tree: Tree =
        template.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    match choices.home_manager {
        None | Some(HomeManager::Both) => {}
        Some(HomeManager::Module) => remove(&mut tree, &template.home_alone),
        Some(HomeManager::Standalone) => remove(&mut tree, &template.home_as_module),
    }
    secrets(&mut tree, template, choices.secrets);
    let ci = choices.ci.map(|ci| ci == Ci::Github);
    for (path, choice) in [(".github", ci), (".envrc", choices.direnv)] {
        match choice {
            None => {}
            Some(false) => tree.retain(|file, _| !is_below(file, path)),
            Some(true) if template.has(path) => {}
            Some(true) => {
                let borrowed = below(BORROWED).filter(|(file, _)| is_below(file, path));
                tree.extend(borrowed.map(|(file, text)| (file.to_owned(), text.to_owned())));
            }
        }
    }
    let tree = named(&tree, template, choices)?;
    let tree = tree.into_iter().map(|(path, text)| (formatted(&path, text), path));
    let mut tree: Tree = tree.map(|(text, path)| (path, text)).collect();
    let flake = flake(&tree);
    tree.insert("flake.nix".to_owned(), flake);
    let path = |path: &str| TreePath::new(path).expect("templates hold paths below the root");
    Ok(tree.into_iter().map(|(name, text)| (path(&name), text)).collect())
}

fn remove(tree: &mut Tree, without: &Without) {
    tree.retain(|path, _| !without.files.iter().any(|file| is_below(path, file)));
    remove_lines(tree, without.lines);
}

fn remove_lines(tree: &mut Tree, words: &[&str]) {
    let is_nix = |path: &str| path.ends_with(".nix");
    for (_, text) in tree.iter_mut().filter(|(path, _)| is_nix(path)) {
        let stays = |line: &&str| !words.iter().any(|word| line.contains(word));
        *text = text.split_inclusive('\n').filter(stays).collect();
    }
}

fn secrets(tree: &mut Tree, template: &Template, tool: Option<SecretsTool>) {
    let Some(secrets) = &template.secrets else { return };
    match tool {
        None | Some(SecretsTool::Sops) => {}
        Some(SecretsTool::None) => {
            tree.retain(|path, _| path != secrets.module && path != ".sops.yaml");
            remove_lines(tree, &[secrets.name, "pkgs.age", "pkgs.sops"]);
        }
        Some(SecretsTool::Agenix) => {
            tree.remove(".sops.yaml");
            // Its own package, which the input of the module gives.
            for text in tree.values_mut().filter(|text| text.contains("pkgs.sops")) {
                *text = text.replace("{ pkgs, ", "{ inputs', pkgs, ");
                *text = text.replace("pkgs.sops", "inputs'.agenix.packages.default");
            }
            for (path, text) in below("_agenix") {
                let (path, text) = match path {
                    "module.nix" => (secrets.module, text.replace("ROOT", secrets.root)),
                    path => (path, text.to_owned()),
                };
                tree.insert(path.to_owned(), text);
            }
        }
    }
}

/// The tree with the names of the machine and the user.
fn named(tree: &Tree, template: &Template, choices: &Choices) -> Result<Tree, ChoiceError> {
    let chosen = [(template.host, &choices.host), (template.user, &choices.user)];
    let names = chosen.iter().filter_map(|(old, new)| Some(((*old)?, new.as_deref()?)));
    let names = Names::new(names)?;
    let mut named = Tree::new();
    for (path, text) in tree {
        let path = names.applied(path);
        if named.contains_key(&path) {
            return Err(ChoiceError {
                message: format!("the template `{}` has `{path}` already", template.name),
                help: "choose another name".to_owned(),
            });
        }
        named.insert(path, names.applied(text));
    }
    Ok(named)
}

/// Lines that went and longer names may have changed the layout.
fn formatted(path: &str, text: String) -> String {
    if !path.ends_with(".nix") {
        return text;
    }
    imp_fmt::format_nix(&text).expect("a template without a whole line is Nix")
}

/// `flake.nix` as `imp-flake write` gives it.
fn flake(tree: &Tree) -> String {
    let files = MemoryFiles::new(tree.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let mut configuration = Configuration::default();
    find_config(&files, &mut configuration).expect("a template can be read");
    let text = |name: &str| {
        configuration.text(name, "").expect("a template says it in plain words").to_owned()
    };
    let roots = configuration.declaration_roots().expect("a template has plain paths");
    let reader = Reader::new(&files, Wanted::INPUTS, "registry");
    let mut collected = BTreeMap::new();
    for (path, text) in tree {
        let Some(path) = TreePath::new(path).filter(|path| path.file_name().ends_with(".nix"))
        else {
            continue;
        };
        if roots.iter().any(|root| path.starts_with(root))
            && let Some(Ok(facts)) = reader.read(&path, text.as_bytes(), Role::Visited)
        {
            collected.extend(facts.inputs.into_iter().map(|input| (input.name, input.definition)));
        }
    }
    let core = configuration.core_inputs().inputs;
    let core: BTreeMap<_, _> =
        core.into_iter().map(|input| (input.name, input.definition)).collect();
    collected.retain(|name, _| !core.contains_key(name));
    render(&Flake {
        header: imp_model::model::config::DEFAULT_HEADER.to_owned(),
        description: text("flakeFile.description"),
        nix_config: KnownAttrs::new(),
        outputs_file: text("flakeFile.outputsFile"),
        core: core.into_iter().collect(),
        collected: collected.into_iter().collect(),
    })
    .expect("the inputs of a template are plain")
}
