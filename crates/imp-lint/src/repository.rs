//! Of which repository a locked source is, however it is fetched, and what of it was asked for.

use imp_model::model::LockNode;

/// The hosts that Nix has a word for.
const HOSTS: [(&str, &str); 3] =
    [("github", "github.com"), ("gitlab", "gitlab.com"), ("sourcehut", "git.sr.ht")];

/// nixpkgs, which comes by several ways.
const NIXPKGS: &str = "github:nixos/nixpkgs";

/// A repository in lower case, as hosts don't tell cases apart, and by the word of its host also where git or an archive
/// brings it: `github:owner/repo`. Another address as it is; `None` where none is known.
pub(crate) fn repository(node: &LockNode) -> Option<String> {
    let get = |name: &str| node.locked.get(name).map(String::as_str);
    let source = node.source()?;
    let by_url = matches!(get("type"), Some("git" | "tarball")).then(|| hosted(&source)).flatten();
    if let Some(Hosted { repository, .. }) = by_url {
        return Some(repository);
    }
    let own_host = get("host").filter(|host| !HOSTS.iter().any(|(_, known)| known == host));
    let source = match (own_host, get("owner"), get("repo")) {
        (Some(host), Some(owner), Some(repo)) => format!("https://{host}/{owner}/{repo}"),
        _ => source,
    };
    Some(source.to_lowercase().trim_end_matches(".git").replace("%2f", "/"))
}

/// The same with the directory of the flake, as it can be compared; `None` for what has no address that means the same
/// everywhere.
pub(crate) fn comparable_source(node: &LockNode) -> Option<String> {
    let source = repository(node).filter(|source| !source.starts_with("path:."))?;
    let directory = node.locked.get("dir").map(|dir| format!("?dir={dir}")).unwrap_or_default();
    Some(source + &directory)
}

/// The branch, tag, revision or version that was asked for.
pub(crate) fn asked(node: &LockNode) -> Option<String> {
    let get = |name: &str| node.original.get(name).cloned();
    get("rev").or_else(|| get("ref")).or_else(|| hosted(&get("url")?)?.asked)
}

/// The one revision that is asked for, also in the place of a branch.
pub(crate) fn revision(node: &LockNode) -> Option<String> {
    let is_hash = |text: &String| text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    node.original.get("rev").cloned().or_else(|| asked(node).filter(is_hash))
}

struct Hosted {
    repository: String,
    asked: Option<String>,
}

/// What a URL of a repository, or of an archive of one, says.
fn hosted(url: &str) -> Option<Hosted> {
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split(['?', '#']).next()?.split_once('/')?;
    let host = host.rsplit('@').next()?.to_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let found = |repository: String, asked: Option<&str>| {
        let asked = asked.map(str::to_owned);
        Some(Hosted { repository: repository.to_lowercase(), asked })
    };
    match (host.as_str(), parts.as_slice()) {
        ("channels.nixos.org", [channel, ..]) | ("nixos.org", ["channels", channel, ..]) => {
            return found(NIXPKGS.to_owned(), Some(channel));
        }
        ("releases.nixos.org", _) => return found(NIXPKGS.to_owned(), Some(path)),
        // What FlakeHub has of a name is made from the repository of that name.
        ("flakehub.com" | "api.flakehub.com", ["f", "pinned", owner, repo, rest @ ..])
        | ("flakehub.com" | "api.flakehub.com", ["f", owner, repo, rest @ ..]) => {
            let version = rest.first().map(|version| version.trim_end_matches(".tar.gz"));
            return found(format!("github:{owner}/{repo}"), version);
        }
        _ => {}
    }
    let (kind, _) = HOSTS.iter().find(|(_, known)| *known == host)?;
    // GitLab has groups of groups, and archives after `-`.
    let (project, archive) = match parts.iter().position(|part| *part == "-") {
        Some(at) => (&parts[..at], &parts[at + 1..]),
        None if *kind == "gitlab" => (&parts[..], &[][..]),
        None => parts.split_at(parts.len().min(2)),
    };
    let asked = match archive {
        [] => None,
        ["archive" | "tarball" | "zipball", "refs", "heads" | "tags", name @ ..]
        | ["archive" | "tarball" | "zipball", name @ ..] => Some(name),
        _ => return None,
    };
    if project.len() < 2 {
        return None;
    }
    let asked = asked.map(|name| match (*kind, name) {
        // There the name of the file comes last.
        ("gitlab", [name @ .., _]) => name.join("/"),
        _ => without_ending(&name.join("/")).to_owned(),
    });
    let project = project.join("/");
    let repository = format!("{kind}:{}", project.strip_suffix(".git").unwrap_or(&project));
    found(repository, asked.as_deref())
}

fn without_ending(file: &str) -> &str {
    let endings = [".tar.gz", ".tar.xz", ".tgz", ".zip"];
    endings.iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_is_the_same_however_it_is_fetched() {
        let check = |url: &str, expected: Option<(&str, Option<&str>)>| {
            let found = hosted(url).map(|found| (found.repository, found.asked));
            let expected =
                expected.map(|(name, asked)| (name.to_owned(), asked.map(str::to_owned)));
            assert_eq!(found, expected, "{url}");
        };
        let both = Some(("github:nixos/nixpkgs", None));
        check("https://github.com/NixOS/nixpkgs", both);
        check("ssh://git@github.com/NixOS/nixpkgs.git", both);
        let branch = Some(("github:nixos/nixpkgs", Some("nixos-25.05")));
        check("https://github.com/NixOS/nixpkgs/archive/nixos-25.05.tar.gz", branch);
        check("https://github.com/NixOS/nixpkgs/archive/refs/heads/nixos-25.05.zip", branch);
        check("https://channels.nixos.org/nixos-25.05/nixexprs.tar.xz", branch);
        check("https://nixos.org/channels/nixos-25.05/nixexprs.tar.xz", branch);
        check(
            "https://gitlab.com/g/sub/r/-/archive/v1/r-v1.tar.gz",
            Some(("gitlab:g/sub/r", Some("v1"))),
        );
        check("https://gitlab.com/g/sub/r.git", Some(("gitlab:g/sub/r", None)));
        check("https://git.sr.ht/~o/r", Some(("sourcehut:~o/r", None)));
        let hub = |version| Some(("github:nix-community/home-manager", Some(version)));
        check("https://flakehub.com/f/nix-community/home-manager/0.1.tar.gz", hub("0.1"));
        check(
            "https://api.flakehub.com/f/pinned/nix-community/home-manager/0.1.2%2Brev-a/x/source.tar.gz",
            hub("0.1.2%2Brev-a"),
        );
        check("https://github.com/o/r/releases/download/v1/data.tar.gz", None);
        check("https://example.org/o/r", None);
        check("https://github.com/o", None);
    }
}
