//! Names as people type them: dotted, or as paths in the registry.

use imp_cli::Failure;
use imp_model::model::{NameIndex, Registry, dotted, parse_dotted};
use imp_model::source::{TreePath, attribute_name};

/// The parts of a name that a person typed: `modules.home`, `modules/home`, `nix/registry/modules/home.nix`.
///
/// # Errors
/// When it is no name.
pub(crate) fn parse(registry: &Registry, text: &str) -> Result<Vec<String>, Failure> {
    let parts = match text.contains('/') {
        true => from_path(registry, text),
        false => parse_dotted(text),
    };
    parts.filter(|parts| !parts.is_empty()).ok_or_else(|| {
        Failure::new(format!("`{text}` is no name in the registry")).help(
            "write it as `modules.home.git`, or as a path in the registry: `modules/home/git`",
        )
    })
}

/// The parts that a path names: below the registry's directory when it begins with that, else in the registry.
fn from_path(registry: &Registry, text: &str) -> Option<Vec<String>> {
    let directory = registry.directory();
    let path = TreePath::new(text)?;
    let below = match path.strip_prefix(directory) {
        Some(below) if !directory.is_root() => below.to_owned(),
        _ => path.as_str().to_owned(),
    };
    let below = below.strip_suffix("/default.nix").unwrap_or(&below);
    let components: Vec<&str> = below.split('/').filter(|part| !part.is_empty()).collect();
    let last = components.len().checked_sub(1)?;
    let part = |(at, name): (usize, &&str)| {
        // The file `git.nix` is `git`; so is what is typed without the ending.
        let is_file = at == last && name.ends_with(".nix");
        attribute_name(name, !is_file).map(str::to_owned)
    };
    components.iter().enumerate().map(part).collect()
}

/// A failure about a name that is not in the registry, with the closest ones.
pub(crate) fn unknown_name(registry: &Registry, parts: &[String]) -> Failure {
    let failure = Failure::new(format!("there is no `{}` in the registry", dotted(parts)));
    let near = NameIndex::new(registry).closest(parts);
    match near.first() {
        Some(near) => failure.help(format!("did you mean `{}`?", registry.name(*near))),
        None => failure.help("list the names with `imp-registry list`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::model::RegistryBuilder;

    #[test]
    fn names_and_paths_mean_the_same() {
        let registry =
            RegistryBuilder::new(&TreePath::new("nix/registry").expect("a path")).finish(None);
        let parsed = |text: &str| parse(&registry, text).map(|parts| parts.join("|")).ok();
        for same in [
            "modules.home",
            "modules/home",
            "./modules/home/",
            "modules/home.nix",
            "modules/home/default.nix",
            "nix/registry/modules/home",
            "nix/registry/modules/home.nix",
        ] {
            assert_eq!(parsed(same).as_deref(), Some("modules|home"), "{same}");
        }
        assert_eq!(parsed("users/alice@work.nix").as_deref(), Some("users|alice@work"));
        assert_eq!(parsed("users.\"v1.2\"").as_deref(), Some("users|v1.2"));
        for wrong in ["", "/", "..", "../x", "a..b", "modules/_hidden"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
