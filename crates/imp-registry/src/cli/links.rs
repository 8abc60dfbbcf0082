//! Symbolic links and moves: what would lead elsewhere afterwards is refused.

use std::collections::BTreeMap;

use imp_cli::Failure;
use imp_cli::disk::Disk;
use imp_model::model::{Model, dotted};
use imp_model::source::TreePath;
use imp_model::text::Place;

use super::changes::each_file;
use crate::moves::Moves;
use crate::plan::{FileChange, Plan};

/// Refuses moves through a link, and those after which a link, a name or a path would lead elsewhere.
pub(super) fn check(moves: &Moves, disk: &Disk, model: &Model) -> Result<(), Failure> {
    let mut links = Vec::new();
    each_file(disk, &TreePath::root(), &mut |path| {
        links.extend(disk.link(path).map(|link| (path.clone(), link)));
    });
    not_through(moves, &links)?;
    still_lead_there(moves, disk, &links)?;
    no_other_way(moves, disk, model, &links)
}

/// A file that links lead to as well is written once, where it really is.
pub(super) fn write_once(plan: &mut Plan, disk: &Disk) {
    let texts: BTreeMap<TreePath, String> =
        plan.files.iter().map(|file| (file.path.clone(), file.new.clone())).collect();
    let is_real = |file: &FileChange| {
        let real = disk.behind_links(&file.path);
        real.and_then(|real| texts.get(&real)).is_none_or(|text| *text != file.new)
    };
    plan.files.retain(is_real);
}

/// What is behind a link is somewhere else, under a name of its own.
fn not_through(moves: &Moves, links: &[(TreePath, String)]) -> Result<(), Failure> {
    let is_behind = |path: &TreePath, link: &TreePath| path != link && path.starts_with(link);
    for (from, to) in moves.iter() {
        let found = links.iter().find(|(link, _)| is_behind(from, link) || is_behind(to, link));
        if let Some((link, target)) = found {
            return Err(Failure::new(format!(
                "can't move `{from}` to `{to}`: `{link}` is a link to `{target}`"
            ))
            .help("give the names that the files have where they really are"));
        }
    }
    Ok(())
}

/// A link that moves, or one to what moves, must lead to the same afterwards.
fn still_lead_there(
    moves: &Moves,
    disk: &Disk,
    links: &[(TreePath, String)],
) -> Result<(), Failure> {
    for (path, link) in links.iter().filter(|(_, link)| !link.starts_with('/')) {
        let leads = |file: &TreePath| file.parent()?.join(link);
        let after = moves.after(path);
        let wanted = leads(path).map(|target| moves.after(&target));
        let anew = || format!("remove the link (`rm {path}`), rename, and make the link anew");
        if leads(&after) == wanted {
            // What it names stays, and may be a way through another link to what does not.
            let stays = wanted.is_some() && leads(path) == wanted;
            let real = disk.behind_links(path).filter(|real| stays && moves.after(real) != *real);
            if let Some(real) = real {
                let message =
                    format!("can't move `{real}`: the link `{path}` leads there through another");
                return Err(Failure::new(message).help(anew()));
            }
            continue;
        }
        let is_gone = disk.behind_links(path).is_none_or(|real| !disk.is_on_disk(&real));
        let (message, help) = if is_gone {
            (
                format!(
                    "can't rename, because the link `{path}` already leads to nothing: there is no `{link}`"
                ),
                format!("remove the link (`rm {path}`), or bring back what it leads to"),
            )
        } else if after == *path {
            (
                format!("can't move what the link `{path}` leads to: `{link}` would lead nowhere"),
                anew(),
            )
        } else {
            (
                format!(
                    "can't move `{path}`: it is a link to `{link}`, which would lead elsewhere"
                ),
                "put the file in its place, or make the link anew by hand".to_owned(),
            )
        };
        return Err(Failure::new(message).help(help));
    }
    Ok(())
}

/// What a link to a directory above leads to has a second name, which would be gone.
fn no_other_way(
    moves: &Moves,
    disk: &Disk,
    model: &Model,
    links: &[(TreePath, String)],
) -> Result<(), Failure> {
    let link_of = |path: &TreePath| links.iter().find(|(link, _)| path.starts_with(link));
    for (what, path, place) in ways(model, links) {
        let Some((link, target)) = link_of(&path).filter(|(link, _)| *link != path) else {
            continue;
        };
        let Some(real) = disk.behind_links(&path).filter(|real| moves.after(real) != *real) else {
            continue;
        };
        let failure = Failure::new(format!(
            "can't move `{real}`: {what} leads there too, through the link `{link}`"
        ))
        .help(format!(
            "remove the link (`rm {link}`), put what needs it right, rename, and link to `{target}` anew"
        ));
        return Err(match place {
            Some(place) => failure.at(place),
            None => failure,
        });
    }
    Ok(())
}

/// The paths that names and files lead to: what leads there, and where it stands. What a file behind a link says is
/// said where the file really is.
fn ways(model: &Model, links: &[(TreePath, String)]) -> Vec<(String, TreePath, Option<Place>)> {
    let mut ways = Vec::new();
    for registry in model.registry.iter().chain(model.registries.values()) {
        for id in registry.nodes() {
            let node = registry.node(id);
            let name = format!("`{}`", dotted(registry.parts(id)));
            let paths = [&node.path, &node.fragments].into_iter().flatten();
            ways.extend(paths.map(|path| (name.clone(), path.clone(), None)));
        }
    }
    let is_behind = |path: &TreePath| links.iter().any(|(link, _)| path.starts_with(link));
    for path in
        model.files.iter().filter(|file| !is_behind(&file.path)).flat_map(|file| &file.paths)
    {
        let way =
            |target: &TreePath| ("this path".to_owned(), target.clone(), Some(path.place.clone()));
        ways.extend(path.target.as_ref().map(way));
    }
    ways
}
