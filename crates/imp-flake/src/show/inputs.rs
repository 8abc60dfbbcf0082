//! Where the inputs of a flake come from.

use imp_model::model::Model;

/// An input and its address, in lower case: `github:nix-community/home-manager`.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) address: String,
}

impl Source {
    /// Whether it is the repository `owner/name`, or a fork that kept the name; without an address, whether it is
    /// called so.
    pub(super) fn is(&self, repository: &str) -> bool {
        let (_, name) = repository.split_once('/').unwrap_or(("", repository));
        let mut parts = self.address.split(['/', ':', '?', '#']);
        match self.address.is_empty() {
            true => self.name == name,
            // Names such as `lib` say nothing without their owner.
            false if name.len() < 6 => self.address.contains(&repository.to_lowercase()),
            false => parts.any(|part| part.trim_end_matches(".git") == name),
        }
    }
}

/// The inputs of `flake.nix`, or else of `flake.lock`, in order.
pub(super) fn sources(model: &Model) -> Vec<Source> {
    let lock = model.lock.as_ref().and_then(|lock| lock.as_ref().ok());
    let locked = |name: &str| Some(lock?.nodes[lock?.input(name)?].source()?.to_lowercase());
    let Some(inputs) = model.flake.known_inputs() else {
        let root = lock.and_then(|lock| lock.nodes.get(&lock.root));
        let names = root.into_iter().flat_map(|root| root.inputs.keys());
        return names
            .map(|name| Source { name: name.clone(), address: locked(name).unwrap_or_default() })
            .collect();
    };
    let source = |input: &imp_model::facts::Input| {
        let get = |name: &str| input.definition.get(name).and_then(|value| value.as_str());
        let declared = match (get("url"), get("owner"), get("repo")) {
            (Some(url), ..) => Some(url.to_lowercase()),
            (None, Some(owner), Some(repo)) => Some(format!("{owner}/{repo}").to_lowercase()),
            _ => None,
        };
        let address = declared.or_else(|| locked(&input.name)).unwrap_or_default();
        Source { name: input.name.clone(), address }
    };
    inputs.iter().map(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_known_by_its_address_and_not_by_its_name() {
        let is = |name: &str, address: &str, repository| {
            Source { name: name.into(), address: address.into() }.is(repository)
        };
        let home = "nix-community/home-manager";
        assert!(is("hm", "github:nix-community/home-manager/release-25.05", home));
        assert!(is(
            "hm",
            "https://github.com/nix-community/home-manager/archive/master.tar.gz",
            home
        ));
        assert!(is("hm", "git+https://git.example.org/me/home-manager.git?ref=x", home));
        assert!(is("hm", "https://flakehub.com/f/nix-community/home-manager/0.1", home));
        assert!(is("home-manager", "", home));
        assert!(!is("home-manager", "path:/x", home));
        assert!(is("snowfall", "github:snowfallorg/lib", "snowfallorg/lib"));
        assert!(!is("lib", "github:me/lib", "snowfallorg/lib"));
    }
}
