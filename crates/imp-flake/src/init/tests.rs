//! Choices leave flakes behind that hold together; the programs and the real Nix look at them in `tests/`.

use super::*;

/// Every template with every choice of how homes and secrets are managed.
fn all() -> Vec<(&'static Template, Choices)> {
    let mut all = Vec::new();
    for template in TEMPLATES {
        let homes: &[_] = match template.user {
            None => &[None],
            Some(_) => &[None, Some(HomeManager::Module), Some(HomeManager::Standalone)],
        };
        let secrets: &[_] = match template.has_secrets() {
            false => &[None],
            true => &[None, Some(SecretsTool::Agenix), Some(SecretsTool::None)],
        };
        for home_manager in homes {
            for secrets in secrets {
                let choices = Choices {
                    host: template.host.map(|_| "web-1".to_owned()),
                    user: template.user.map(|_| "bob".to_owned()),
                    home_manager: *home_manager,
                    secrets: *secrets,
                    ..Choices::default()
                };
                all.push((template, choices));
            }
        }
    }
    all
}

#[test]
fn without_choices_it_is_the_template() {
    for template in TEMPLATES {
        let made = files(template, &Choices::default()).unwrap();
        let made: Vec<(&str, &str)> =
            made.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut files: Vec<_> = template.files().collect();
        files.sort();
        assert!(files.len() > 3, "{}", template.name);
        for (made, file) in made.iter().zip(&files) {
            assert_eq!(made, file, "{}", template.name);
        }
        assert_eq!(made.len(), files.len(), "{}", template.name);
    }
}

#[test]
fn no_name_of_the_template_is_left() {
    for (template, choices) in all() {
        for (path, text) in files(template, &choices).unwrap() {
            for old in [template.host, template.user].into_iter().flatten() {
                assert!(!path.as_str().contains(old), "{path}");
                assert!(!text.contains(old), "{}: {path}\n{text}", template.name);
            }
        }
    }
}

#[test]
fn what_is_not_chosen_is_not_mentioned() {
    for (template, choices) in all() {
        let made = files(template, &choices).unwrap();
        let mentions = |word: &str| made.iter().any(|(_, text)| text.contains(word));
        let paths = |word: &str| made.iter().any(|(path, _)| path.as_str().contains(word));
        let has =
            |tool| template.has_secrets() && choices.secrets.unwrap_or(SecretsTool::Sops) == tool;
        assert_eq!(mentions("sops"), has(SecretsTool::Sops), "{choices:?}");
        assert_eq!(mentions("agenix"), has(SecretsTool::Agenix), "{choices:?}");
        let homes = choices.home_manager.unwrap_or(HomeManager::Both);
        let has = |one| template.user.is_some() && (homes == one || homes == HomeManager::Both);
        assert_eq!(paths("homeConfigurations"), has(HomeManager::Standalone), "{choices:?}");
        let is_module = mentions("nixosModules.home-manager") || mentions("user = \"bob\"");
        assert_eq!(is_module, has(HomeManager::Module), "{}: {choices:?}", template.name);
    }
}

#[test]
fn a_choice_that_there_is_not_is_refused() {
    let refused = |name: &str, choices: Choices| {
        files(template(name).unwrap(), &choices).unwrap_err().message
    };
    let host = |host: &str| Choices { host: Some(host.to_owned()), ..Choices::default() };
    assert!(refused("minimal", host("a")).contains("has no machine"));
    assert!(refused("hosts-and-modules", host("server")).contains("has `nix/outputs"));
    for name in ["", "a b", "../x", "in", "A", "-a", "a-", "_a", "default", &"a".repeat(32)] {
        assert!(refused("single-host", host(name)).contains("is no name"), "{name}");
    }
}

#[test]
fn names_may_be_swapped() {
    let choices = Choices {
        host: Some("alice".to_owned()),
        user: Some("laptop".to_owned()),
        ..Choices::default()
    };
    let made = files(template("single-host").unwrap(), &choices).unwrap();
    let path = "nix/outputs/homeConfigurations/laptop@alice.nix";
    assert!(made.iter().any(|(file, _)| file.as_str() == path));
}
