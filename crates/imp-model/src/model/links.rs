//! The symbolic links of a tree, and what paths through them lead to.

use std::collections::BTreeMap;

use crate::source::TreePath;

/// The symbolic links that lead to a file or directory of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(BTreeMap<TreePath, TreePath>);

impl Links {
    /// These links, each with the path that it leads to in the end, which goes through no link.
    pub fn new(links: BTreeMap<TreePath, TreePath>) -> Self {
        Self(links)
    }

    /// The links in order, and what each leads to.
    pub fn iter(&self) -> impl Iterator<Item = (&TreePath, &TreePath)> {
        self.0.iter()
    }

    /// What a link leads to; `None` for what is no link.
    pub fn target(&self, link: &TreePath) -> Option<&TreePath> {
        self.0.get(link)
    }

    /// The path of the same file or directory that goes through no link; `None` for one that goes through none.
    pub fn real(&self, path: &TreePath) -> Option<TreePath> {
        if self.0.is_empty() {
            return None;
        }
        let (mut real, mut is_linked) = (TreePath::root(), false);
        for part in path.components() {
            real = real.child(part);
            if let Some(target) = self.0.get(&real) {
                (real, is_linked) = (target.clone(), true);
            }
        }
        is_linked.then_some(real)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_through_links_to_what_is_real() {
        let path = |path: &str| TreePath::new(path).expect("a path");
        let links = [("l", "real"), ("real/f", "other/f.nix"), ("real/up", "other")];
        let links = Links::new(links.map(|(link, target)| (path(link), path(target))).into());
        for (through, real) in [
            ("l", Some("real")),
            ("l/x/y", Some("real/x/y")),
            ("l/f", Some("other/f.nix")),
            ("l/up/z", Some("other/z")),
            ("real/x", None),
            ("ll", None),
        ] {
            assert_eq!(links.real(&path(through)), real.map(path), "{through}");
        }
    }
}
