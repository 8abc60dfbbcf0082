//! Addresses of repositories that can be compared: what is declared, and what `flake.lock` was made from.

use std::collections::BTreeMap;

use imp_model::eval::Known;
use imp_model::model::LockNode;

/// Whether an input is declared to come from elsewhere than what is locked, whose inputs then say nothing of it.
pub(crate) fn has_moved(definition: &Known, node: &LockNode) -> bool {
    match (Address::of(definition), Address::locked(node)) {
        (Some(wanted), Some(locked)) => !wanted.is_same(&locked),
        (wanted, locked) => wanted.is_some() != locked.is_some(),
    }
}

/// A repository at a host that Nix knows, and what of it.
pub(crate) struct Address {
    /// `github`, …, the owner and the repository, in lower case: the hosts don't tell cases apart.
    repository: String,
    /// The branch, tag or revision.
    at: Option<String>,
}

const HOSTS: [&str; 3] = ["github", "gitlab", "sourcehut"];

impl Address {
    fn new(kind: &str, owner: &str, repo: &str, at: Option<&str>) -> Option<Self> {
        let is_plain = |part: &str| !part.is_empty() && !part.contains(['%', '?', '#']);
        let is_known = HOSTS.contains(&kind) && is_plain(owner) && is_plain(repo);
        let repository = format!("{kind}:{owner}/{repo}").to_lowercase();
        is_known.then(|| Self { repository, at: at.map(str::to_owned) })
    }

    pub(crate) fn of(definition: &Known) -> Option<Self> {
        let get = |name: &str| definition.get(name).and_then(Known::as_str);
        let Some(url) = get("url") else {
            let at = get("ref").or(get("rev"));
            return Self::new(get("type")?, get("owner")?, get("repo")?, at);
        };
        let (kind, rest) = url.split_once(':')?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query: BTreeMap<&str, &str> =
            query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let mut parts = path.splitn(3, '/');
        let (owner, repo) = (parts.next()?, parts.next()?);
        let at = parts.next().or(query.get("ref").copied()).or(query.get("rev").copied());
        Self::new(kind, owner, repo, at)
    }

    pub(crate) fn locked(node: &LockNode) -> Option<Self> {
        let get = |name: &str| node.original.get(name).map(String::as_str);
        Self::new(get("type")?, get("owner")?, get("repo")?, get("ref").or(get("rev")))
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.repository == other.repository && self.at == other.at
    }

    pub(crate) fn shown(&self) -> String {
        match &self.at {
            Some(at) => format!("{}/{at}", self.repository),
            None => self.repository.clone(),
        }
    }
}
