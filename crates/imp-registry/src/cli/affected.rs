//! `imp-registry affected`: the outputs and hosts that a change can reach.

use std::collections::BTreeSet;

use imp_cli::args::Format;
use imp_cli::disk::Disk;
use imp_cli::git::{Git, Repository, TreeFile};
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::{Reader, Role, Wanted};
use imp_model::model::{FlakeOutput, Model, VisitedTree};
use imp_model::source::{Files, TreePath};
use imp_model::wire;

use super::Options;
use super::source::Source;

pub(super) fn affected(options: &Options, since: &str, streams: &Streams) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`affected`")?;
    let source = Source::read(options, Wanted::ALL)?;
    let model = source.model();
    let opened;
    let disk = match &source {
        Source::Tree(loaded) => &loaded.project.disk,
        // What has changed is in git; what it reaches, in the document.
        Source::Document(_) => {
            opened = Disk::open(&Root::find(options.common.root.as_deref())?.directory)?;
            &opened
        }
    };
    let (changed, then) = changed_files(disk, model, since)?;
    let now = model.dependencies()?;
    let names = |found: &[&FlakeOutput]| found.iter().map(|output| output.name()).collect();
    let mut names_now: BTreeSet<String> = names(&now.affected_outputs(&changed));
    // What a file did before, it does no more for the outputs that had it: an export that went, a name.
    let names_then: BTreeSet<String> = names(&then.dependencies()?.affected_outputs(&changed));
    let there: BTreeSet<String> = names(&now.outputs.iter().collect::<Vec<_>>());
    names_now.extend(names_then.intersection(&there).cloned());
    let names: Vec<String> = names_now.into_iter().collect();
    if options.common.verbose {
        for path in &changed {
            streams.note(&format!("changed: {path}"));
        }
    }
    note_unknown(model, streams);
    match format {
        Format::Human => {
            streams.lines(&names);
            if names.is_empty() {
                streams.note(&format!("no output is affected by {}", files(changed.len())));
            }
        }
        _ => streams.out(&(wire::to_json(&names).to_string() + "\n")),
    }
    Ok(Exit::Clean)
}

/// Says which outputs can't be listed, because only Nix knows them.
fn note_unknown(model: &Model, streams: &Streams) {
    let more = model.flake.more_outputs();
    for part in &more.unknown {
        let place = part.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        streams.note(&format!("{place}there may be outputs that are not listed: {}", part.reason));
    }
    for (module, place) in &more.foreign_modules {
        let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        streams.note(&format!("{place}`{module}` may add outputs, which are not listed"));
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 changed file".into() } else { format!("{count} changed files") }
}

/// The files that are not what they are in a revision: changed, gone and new ones; and the model with what they said
/// then.
fn changed_files(
    disk: &Disk,
    model: &Model,
    since: &str,
) -> Result<(Vec<TreePath>, Model), Failure> {
    let Some(repository) = disk.repository() else {
        return Err(Failure::new("this flake is in no git repository, so nothing can be compared"));
    };
    let git = Git::new(repository, disk.root());
    let commit = git.commit(since)?;
    let Changed { paths: mut changed, mut texts } =
        Changed::find(disk, &git, &commit, &TreePath::root())?;
    for submodule in disk.submodules() {
        let root = disk.path_on_disk(&submodule);
        let Some(repository) = Repository::find(&root)?.filter(|inner| inner.work_tree == root)
        else {
            continue;
        };
        let inner = Git::new(&repository, &root);
        let then = git.submodule_commit(&commit, &submodule)?;
        match then.map(|then| inner.commit(&then)) {
            Some(Ok(then)) => {
                let found = Changed::find(disk, &inner, &then, &submodule)?;
                changed.extend(found.paths);
                texts.extend(found.texts);
            }
            // It is new, or nobody has fetched what it was.
            None | Some(Err(_)) => {
                let all = disk.walk_files(&submodule, |_, _| true, |_| Some(()));
                changed.extend(all.results.into_iter().map(|(path, ())| path));
            }
        }
    }
    changed.extend(model.untracked.iter().cloned());
    // Data counts as Nix does: a file may read it.
    let all = disk.walk_files(&TreePath::root(), |_, _| true, |_| None::<()>);
    changed.extend(all.untracked);
    changed.sort();
    changed.dedup();
    Ok((changed, model_then(disk, model, &texts)?))
}

/// What is not as it was in a commit of one repository, by paths in the flake.
struct Changed {
    paths: Vec<TreePath>,
    /// What the files had that were there.
    texts: Vec<(TreePath, Vec<u8>)>,
}

impl Changed {
    /// Compares the repository at the directory `top` of the flake.
    fn find(disk: &Disk, git: &Git<'_>, commit: &str, top: &TreePath) -> Result<Self, Failure> {
        let old = git.files(commit, &TreePath::root())?;
        let known = |path: &TreePath| {
            old.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &old[at])
        };
        // The index goes by time stamps; only what Nix sees counts.
        let changed = git.changed(commit)?;
        let files: Vec<&TreeFile> = changed.iter().filter_map(known).collect();
        let blobs: Vec<&str> = files.iter().map(|file| file.blob.as_str()).collect();
        let mut contents = files.iter().zip(git.contents(&blobs)?).peekable();
        let (mut paths, mut texts) = (Vec::new(), Vec::new());
        for inner in &changed {
            let Some(path) = top.join(inner.as_str()) else { continue };
            if let Some((file, content)) = contents.next_if(|(file, _)| file.path == *inner) {
                let is_same = disk.read(&path).is_ok_and(|text| text.as_bytes() == content);
                if is_same && file.is_executable == disk.is_executable(&path) {
                    continue;
                }
                texts.push((path.clone(), content));
            }
            paths.push(path);
        }
        Ok(Self { paths, texts })
    }
}

/// The model with what these files said then.
fn model_then(disk: &Disk, model: &Model, texts: &[(TreePath, Vec<u8>)]) -> Result<Model, Failure> {
    let mut then = model.clone();
    let argument = then.configuration.text("registry.name", "registry")?.to_owned();
    let roots = then.configuration.declaration_roots()?;
    let reader = Reader::new(disk, Wanted::ALL, &argument);
    for (path, text) in texts.iter().filter(|(path, _)| path.file_name().ends_with(".nix")) {
        let known = then.nix_files.binary_search_by(|(other, _)| other.cmp(path));
        let role = match known {
            Ok(at) => then.nix_files[at].1,
            Err(_) if roots.iter().any(|root| path.starts_with(root)) => Role::Visited,
            Err(_) => Role::Elsewhere,
        };
        if let Err(at) = known {
            then.nix_files.insert(at, (path.clone(), role));
            then.trees.iter_mut().for_each(|tree| put_back(tree, path));
        }
        then.files.retain(|file| file.path != *path);
        then.files.extend(reader.read(path, text, role).and_then(Result::ok));
    }
    then.files.sort_by(|a, b| a.path.cmp(&b.path));
    then.settle_references()?;
    Ok(then)
}

/// Puts a file that is gone back to where the conventions visited it, so that the output that it was is there.
fn put_back(tree: &mut VisitedTree, path: &TreePath) {
    let Some(below) = path.strip_prefix(&tree.root).filter(|below| !below.is_empty()) else {
        return;
    };
    let is_inside = |directory: &TreePath| *directory != tree.root;
    let above: Vec<TreePath> =
        std::iter::successors(path.parent(), TreePath::parent).take_while(is_inside).collect();
    let is_unit = |directory: &TreePath| tree.files.contains(&directory.child("default.nix"));
    if below.split('/').any(|part| part.starts_with('_')) || above.iter().any(is_unit) {
        return;
    }
    // A directory with `default.nix` is that file.
    let own = usize::from(path.file_name() == "default.nix");
    tree.directories.extend(above.into_iter().skip(own));
    tree.directories.sort();
    tree.directories.dedup();
    tree.files.push(path.clone());
    tree.files.sort();
}
