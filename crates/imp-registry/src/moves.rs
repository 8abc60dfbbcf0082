//! Where files go in a rename, and what a name in the registry is on disk.

use imp_cli::Failure;
use imp_model::model::{Lookup, Node, NodeId, NodeKind, Registry, dotted};
use imp_model::source::{TreePath, attribute_name, is_fragment_directory};

use crate::name::unknown_name;

/// Files and directories that move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves(Vec<(TreePath, TreePath)>);

impl Moves {
    /// These moves, from and to. None is inside another.
    pub fn new(moves: Vec<(TreePath, TreePath)>) -> Self {
        Self(moves)
    }

    /// The moves.
    pub fn iter(&self) -> impl Iterator<Item = &(TreePath, TreePath)> {
        self.0.iter()
    }

    /// Where a path is afterwards.
    pub fn after(&self, path: &TreePath) -> TreePath {
        mapped(self.0.iter().map(|(from, to)| (from, to)), path)
    }

    /// Where a path was before.
    pub fn before(&self, path: &TreePath) -> TreePath {
        mapped(self.0.iter().map(|(from, to)| (to, from)), path)
    }
}

fn mapped<'a>(
    mut moves: impl Iterator<Item = (&'a TreePath, &'a TreePath)>,
    path: &TreePath,
) -> TreePath {
    let found = moves.find_map(|(from, to)| to.join(path.strip_prefix(from)?));
    found.unwrap_or_else(|| path.clone())
}

/// The moves that make `old` be called `new`.
///
/// # Errors
/// When `old` is not there or not on disk, or when `new` is taken or can't be.
pub fn plan(registry: &Registry, old: &[String], new: &[String]) -> Result<Moves, Failure> {
    let refuse = |why: String| {
        Failure::new(format!("can't rename `{}` to `{}`: {why}", dotted(old), dotted(new)))
    };
    let id = match registry.lookup(old) {
        Lookup::Found(id) if old.last().is_some_and(|last| last != "__path") => id,
        Lookup::Collision { .. } => {
            return Err(refuse("two entries claim the name".into())
                .help("rename one of the two on disk first; `imp-registry check` names them"));
        }
        _ => return Err(unknown_name(registry, old)),
    };
    let node = registry.node(id);
    let Some(path) = &node.path else {
        let place = node.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
        return Err(refuse(format!("it is no file; `imp.registry.modules` puts it there{place}"))
            .help("rename it there, then run `imp-registry migrate --rename OLD=NEW`"));
    };
    if new.starts_with(old) {
        return Err(refuse("a name can't be moved into itself".into()));
    }
    if let Some(part) = new.iter().find(|part| !is_possible(part)) {
        return Err(refuse(format!("no file or directory has the attribute `{part}`")));
    }
    let (at, level) = match registry.lookup(new) {
        Lookup::Missing { at, level } => (at, level),
        // A level that only `imp.registry.modules` makes is no directory yet.
        Lookup::Found(level)
            if registry.node(level).kind == NodeKind::Level && node.kind == NodeKind::Directory =>
        {
            (new.len() - 1, registry.node(level).parent.unwrap_or(Registry::ROOT))
        }
        Lookup::Found(taken) | Lookup::Unknown(taken) | Lookup::Collision { node: taken, .. } => {
            return Err(refuse(format!("`{}` is there already", registry.name(taken))).help(
                format!(
                    "give the whole new name, such as `{}.{}`",
                    dotted(new),
                    old.last().map_or("x", String::as_str)
                ),
            ));
        }
        Lookup::BelowModule { module, .. } => {
            let name = registry.name(module);
            return Err(refuse(format!("`{name}` is a module, which holds no names")));
        }
    };
    let (last, between) = new[at..].split_last().expect("a name that is missing has a part");
    let mut directory = directory_of(registry, level);
    for part in between {
        directory = directory.child(&directory_name(part));
    }
    let target = directory.child(&entry_name(registry, node, path, last, &directory));
    let mut moves = vec![(path.clone(), target)];
    if let Some(fragments) = &node.fragments {
        moves.push((fragments.clone(), directory.child(&format!("{last}.d"))));
    }
    Ok(Moves(moves))
}

/// The directory of a level; where only `imp.registry.modules` makes it, the one that it would have.
fn directory_of(registry: &Registry, level: NodeId) -> TreePath {
    let node = registry.node(level);
    match (&node.path, node.parent) {
        (Some(path), _) => path.clone(),
        (None, Some(parent)) => directory_of(registry, parent).child(&directory_name(&node.name)),
        (None, None) => registry.directory().clone(),
    }
}

fn is_possible(part: &str) -> bool {
    !part.contains(['/', '\0'])
        && !matches!(part, "" | "." | ".." | "__path" | ".git" | ".jj")
        && !part.starts_with('_')
}

/// What the entry of a node is called when its attribute becomes `name`. A needless `_` at the end stays, so that
/// the way back is the same.
fn entry_name(
    registry: &Registry,
    node: &Node,
    path: &TreePath,
    name: &str,
    directory: &TreePath,
) -> String {
    let is_scan_root = |directory: &TreePath| directory == registry.directory();
    let old = path.file_name();
    let is_file = node.kind == NodeKind::Module && old.ends_with(".nix");
    if is_file {
        let escaped = format!("{name}_.nix");
        let was_in_root = path.parent().is_some_and(|parent| is_scan_root(&parent));
        let was_needless =
            old == format!("{}_.nix", node.name) && file_name(&node.name, was_in_root) != old;
        return if was_needless { escaped } else { file_name(name, is_scan_root(directory)) };
    }
    if is_fragment_directory(old) {
        return format!("{name}.d");
    }
    let was_needless = old == format!("{}_", node.name) && directory_name(&node.name) != old;
    if was_needless { format!("{name}_") } else { directory_name(name) }
}

fn file_name(attribute: &str, is_scan_root: bool) -> String {
    let plain = format!("{attribute}.nix");
    // Elsewhere `default.nix` makes its directory a module.
    let means_more = plain == if is_scan_root { "flake.nix" } else { "default.nix" };
    if attribute_name(&plain, false) == Some(attribute) && !means_more {
        plain
    } else {
        format!("{attribute}_.nix")
    }
}

fn directory_name(attribute: &str) -> String {
    if attribute_name(attribute, true) == Some(attribute) {
        attribute.to_owned()
    } else {
        format!("{attribute}_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::eval::Known;
    use imp_model::model::RegistryBuilder;
    use imp_model::source::MemoryFiles;

    fn moves(old: &str, new: &str) -> Result<Vec<String>, String> {
        let paths = [
            "r/a/b.nix",
            "r/a/c_.nix",
            "r/a/default_.nix",
            "r/a/part.nix",
            "r/a/part.d/x.nix",
            "r/d.d/x.nix",
            "r/u/default.nix",
            "r/in_/x.nix",
        ];
        let files = MemoryFiles::new(paths.map(|path| (path, "{ }")));
        let builder = RegistryBuilder::new(&TreePath::new("r").expect("a path"));
        let registry = builder.all(&files).finish(Some(&Known::Null));
        let parts = |name: &str| name.split('.').map(str::to_owned).collect::<Vec<_>>();
        let moves = plan(&registry, &parts(old), &parts(new)).map_err(|error| error.to_string())?;
        Ok(moves.iter().map(|(from, to)| format!("{from} {to}")).collect())
    }

    #[test]
    fn entries_keep_their_manner() {
        for (old, new, expected) in [
            ("a.b", "a.x", "r/a/b.nix r/a/x.nix"),
            ("a.b", "x.y.z", "r/a/b.nix r/x/y/z.nix"),
            ("a.b", "in.w", "r/a/b.nix r/in_/w.nix"),
            ("a.b", "in.default", "r/a/b.nix r/in_/default_.nix"),
            ("a.b", "default", "r/a/b.nix r/default.nix"),
            ("a.b", "flake", "r/a/b.nix r/flake_.nix"),
            ("a.b", "a.x_", "r/a/b.nix r/a/x__.nix"),
            ("a.c", "a.x", "r/a/c_.nix r/a/x_.nix"),
            ("a.default", "a.x", "r/a/default_.nix r/a/x.nix"),
            ("u", "a.u", "r/u r/a/u"),
            ("d", "e", "r/d.d r/e.d"),
            ("in", "out", "r/in_ r/out_"),
        ] {
            assert_eq!(moves(old, new).expect(old), [expected], "{old} {new}");
        }
        assert_eq!(
            moves("a.part", "p").expect("both"),
            ["r/a/part.nix r/p.nix", "r/a/part.d r/p.d"]
        );
    }

    #[test]
    fn what_can_not_be_renamed_says_why() {
        for (old, new, expected) in [
            ("a.b", "a.c", "`a.c` is there already"),
            ("a", "a.b.c", "into itself"),
            ("a.b", "u.x", "`u` is a module"),
            ("a.x", "a.y", "there is no `a.x`"),
            ("a.b", "a._x", "no file or directory"),
        ] {
            let error = moves(old, new).expect_err(old);
            assert!(error.contains(expected), "{error}");
        }
    }
}
