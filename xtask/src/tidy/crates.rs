//! Which crate may use what, and that every crate takes the lints of the workspace.

use super::{Finding, Repository};

/// Crate → may use: the one place that says so. Whoever needs more, adds it here, with the reason in
/// the commit. The tools never depend on each other.
const MAY_USE: [(&str, &[&str]); 7] = [
    (
        "imp-model",
        &[
            "globset",
            "litemap",
            "memchr",
            "rnix",
            "rustc-hash",
            "serde",
            "serde_json",
            "sha2",
            "smallvec",
        ],
    ),
    ("imp-fmt", &["imp-model", "imp-cli", "nixfmt_rs", "clap", "memchr", "mimalloc"]),
    ("imp-lint", &["globset", "imp-model", "regex"]),
    ("imp-flake", &["imp-model", "imp-fmt", "imp-lint", "imp-cli", "clap", "mimalloc"]),
    ("imp-registry", &["imp-model", "imp-lint", "imp-cli", "clap", "mimalloc"]),
    (
        "imp-vis",
        &[
            "imp-model",
            "imp-cli",
            "base64",
            "clap",
            "globset",
            "mimalloc",
            "serde",
            "serde_json",
            "sha2",
        ],
    ),
    (
        "imp-cli",
        &[
            // Every program explains every finding.
            "imp-lint",
            "imp-model",
            "clap",
            "gix-index",
            "ignore",
            "memchr",
            "rayon",
            "rustc-hash",
            "rustix",
            "serde",
            "serde_json",
            "sha2",
            "similar",
            "tempfile",
            "toml",
            "unicode-width",
        ],
    ),
];

/// Those that use everything, as a user or a developer does.
const FREE: [&str; 2] = ["tests", "xtask"];

/// The page that tells people the table.
const PAGE: &str = "docs/architecture.md";

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = page(repository);
    for package in &repository.packages {
        let manifest = repository.sources.iter().find(|source| source.path == package.manifest);
        let text = manifest.map_or("", |source| source.text.as_str());
        if !inherits_lints(text) {
            let message =
                "the lints of the workspace are not taken over: `[lints]` `workspace = true`";
            findings.push(Finding::new(&package.manifest, 1, message));
        }
        if FREE.contains(&package.name.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == package.name) else {
            let message = format!(
                "`{}` is not in the table of crates in xtask/src/tidy/crates.rs",
                package.name
            );
            findings.push(Finding::new(&package.manifest, 1, message));
            continue;
        };
        for dependency in
            package.dependencies.iter().filter(|name| !allowed.contains(&name.as_str()))
        {
            let line =
                text.lines().position(|line| line.starts_with(dependency.as_str())).unwrap_or(0);
            let message = format!("`{}` may not use `{dependency}`", package.name);
            findings.push(Finding::new(&package.manifest, line + 1, message));
        }
    }
    findings
}

/// The crates of which the page says something else than the table.
fn page(repository: &Repository) -> Vec<Finding> {
    let Some(page) = repository.sources.iter().find(|source| source.path == PAGE) else {
        return vec![Finding::new(PAGE, 1, "is missing")];
    };
    let differs = |(name, allowed): &(&str, &[&str])| {
        let mut allowed = allowed.to_vec();
        allowed.sort_unstable();
        let start = format!("| `{name}` |");
        let row = page.text.lines().zip(1..).find(|(line, _)| line.starts_with(&start));
        let (said, line) = row.map_or((Vec::new(), 1), |(row, line)| {
            let names = row[start.len()..].split('`').skip(1).step_by(2);
            (names.filter(|name| !is_no_crate(name)).collect(), line)
        });
        let said: std::collections::BTreeSet<&str> = said.into_iter().collect();
        let message = format!("`{name}` may use: {}", allowed.join(", "));
        (!said.iter().eq(&allowed)).then(|| Finding::new(PAGE, line, message))
    };
    MAY_USE.iter().filter_map(differs).collect()
}

/// Whether a word of the page is the name of a file or a command.
fn is_no_crate(word: &str) -> bool {
    word.contains(['/', '.']) || word == "explain"
}

fn inherits_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]").skip(1);
    lines.next() == Some("workspace = true")
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;
    use crate::workspace::Package;

    fn messages(name: &str, dependencies: &[&str], manifest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        let row = |(name, allowed): &(&str, &[&str])| {
            format!("| `{name}` | `{}` under `wire/` |\n", allowed.join("`, `"))
        };
        let table = Source { path: PAGE.into(), text: MAY_USE.iter().map(row).collect() };
        let repository = Repository {
            sources: vec![Source { path: path.clone(), text: manifest.to_owned() }, table],
            packages: vec![Package {
                name: name.to_owned(),
                manifest: path,
                dependencies: dependencies.iter().map(ToString::to_string).collect(),
            }],
            ..Repository::default()
        };
        let say = |finding: Finding| format!("{}: {}", finding.line, finding.message);
        check(&repository).into_iter().map(say).collect()
    }

    const LINTS: &str = "[lints]\nworkspace = true\n";

    #[test]
    fn a_crate_uses_only_what_it_may() {
        assert!(messages("imp-vis", &["imp-model", "clap"], LINTS).is_empty());
        let manifest = format!("{LINTS}[dependencies]\nimp-flake.workspace = true\n");
        assert_eq!(
            messages("imp-vis", &["imp-flake"], &manifest),
            ["4: `imp-vis` may not use `imp-flake`"]
        );
        assert!(messages("imp-new", &[], LINTS)[0].contains("not in the table"));
        assert!(messages("xtask", &["anything"], LINTS).is_empty());
    }

    #[test]
    fn the_page_says_what_the_table_says() {
        let of = |text: &str| {
            let source = Source { path: PAGE.into(), text: text.into() };
            page(&Repository { sources: vec![source], ..Repository::default() })
        };
        let row = "\n| `imp-lint` | `imp-model`, `globset` and `regex` for `.sops.yaml` |";
        assert!(!of(row).iter().any(|finding| finding.message.contains("`imp-lint`")));
        let less = of("\n| `imp-lint` | `imp-model`, `globset` |");
        let message = "`imp-lint` may use: globset, imp-model, regex";
        assert!(less.contains(&Finding::new(PAGE, 2, message)));
    }

    #[test]
    fn lints_are_taken_over() {
        assert!(messages("imp-lint", &[], "[package]\n")[0].contains("not taken over"));
        assert_eq!(messages("imp-lint", &[], "[lints.rust]\nworkspace = true\n").len(), 1);
    }

    #[test]
    fn the_tools_never_depend_on_each_other() {
        let tools = ["imp-flake", "imp-registry", "imp-vis"];
        for (name, allowed) in MAY_USE {
            assert!(!tools.iter().any(|tool| allowed.contains(tool)), "{name}");
        }
    }
}
