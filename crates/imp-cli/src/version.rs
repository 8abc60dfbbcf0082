//! Which imp this is: the version, and where it was built from a known commit, its revision.

use std::sync::LazyLock;

/// The version of all programs: `0.1.0`, or `0.1.0 (1a2b3c4d5e6f)` where `IMP_REVISION` named a revision when they were
/// built, or a release was built in a git repository of imp.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| with_revision(option_env!("IMP_REVISION")));
    &VERSION
}

fn with_revision(revision: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match revision.map(str::trim).filter(|revision| !revision.is_empty()) {
        Some(revision) => format!("{version} ({revision})"),
        None => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_told_where_it_is_known() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(with_revision(None), version);
        assert_eq!(with_revision(Some(" ")), version);
        assert_eq!(with_revision(Some("1a2b3c4")), format!("{version} (1a2b3c4)"));
    }
}
