//! What files of the repository say beside Nix: secrets, CI, direnv.

use imp_model::facts::{Setting, SettingKind};
use imp_model::source::{EntryKind, TreePath};
use imp_model::wire::overview::{Direnv, Evidence, OverviewData};

use super::Flake;

/// A tool that keeps secrets: its name, its repository, the options that show it, and a file that does.
type SecretsTool = (&'static str, &'static str, &'static [&'static str], &'static str);

const SECRETS: [SecretsTool; 5] = [
    ("agenix", "ryantm/agenix", &["age"], "secrets.nix"),
    ("agenix-rekey", "oddlama/agenix-rekey", &[], ""),
    ("git-crypt", "", &[], ".git-crypt"),
    ("ragenix", "yaxitech/ragenix", &[], ""),
    ("sops-nix", "mic92/sops-nix", &["sops"], ".sops.yaml"),
];

/// What runs checks: its name, and the file or directory of files that tells it what to do.
const CI: [(&str, &str); 22] = [
    ("AppVeyor", ".appveyor.yml"),
    ("AppVeyor", "appveyor.yml"),
    ("Azure Pipelines", "azure-pipelines.yml"),
    ("Bors", "bors.toml"),
    ("Buildbot", "buildbot-nix.toml"),
    ("Buildkite", ".buildkite"),
    ("CircleCI", ".circleci/config.yml"),
    ("Cirrus CI", ".cirrus.yml"),
    ("Drone", ".drone.yml"),
    ("Forgejo Actions", ".forgejo/workflows"),
    ("Garnix", "garnix.yaml"),
    ("Gitea Actions", ".gitea/workflows"),
    ("GitHub Actions", ".github/workflows"),
    ("GitLab CI", ".gitlab-ci.yml"),
    ("Hydra", ".hydra.json"),
    ("Jenkins", "Jenkinsfile"),
    ("SourceHut builds", ".build.yml"),
    ("SourceHut builds", ".builds"),
    ("Travis CI", ".travis.yml"),
    ("Vira", "vira.hs"),
    ("Woodpecker CI", ".woodpecker"),
    ("Woodpecker CI", ".woodpecker.yml"),
];

/// Outputs that are made for what runs checks.
const CI_OUTPUTS: [(&str, &str); 2] = [("herculesCI", "Hercules CI"), ("hydraJobs", "Hydra")];

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) {
    data.secrets = SECRETS.iter().filter_map(|tool| secrets(flake, tool)).collect();
    data.ci = CI.iter().filter_map(|(name, path)| ci(flake, name, path)).collect();
    for (kind, name) in CI_OUTPUTS {
        let Some(output) = flake.outputs.kinds.get(kind) else { continue };
        let shown_by = format!("output `{kind}` at {}", output.place);
        match data.ci.iter_mut().find(|ci| ci.name == name) {
            Some(ci) => ci.shown_by.push(shown_by),
            None => data.ci.push(Evidence { name: name.into(), shown_by: vec![shown_by] }),
        }
    }
    data.ci.sort_by(|a, b| a.name.cmp(&b.name));
    data.direnv = direnv(flake);
}

fn secrets(flake: &Flake<'_>, tool: &SecretsTool) -> Option<Evidence> {
    let (name, repository, options, file) = *tool;
    let inputs = flake.inputs.iter().filter(|input| !repository.is_empty() && input.is(repository));
    let mut shown_by: Vec<String> = inputs.map(|input| format!("input `{}`", input.name)).collect();
    for option in options {
        let set: Vec<&Setting> = flake.settings(SettingKind::Option, &[option]);
        shown_by.extend(
            set.first()
                .map(|first| format!("option `{}` at {}", first.path.join("."), first.place)),
        );
    }
    // `secrets.nix` alone may be anything.
    let needs_more = file == "secrets.nix" && shown_by.is_empty();
    if !file.is_empty() && !needs_more && is_there(flake, file) {
        shown_by.push(format!("file `{file}`"));
    }
    if name == "git-crypt"
        && let Ok(text) = flake.files.read(&path(".gitattributes"))
        && text.lines().any(|line| !line.starts_with('#') && line.contains("filter=git-crypt"))
    {
        shown_by.push("file `.gitattributes`".into());
    }
    (!shown_by.is_empty()).then(|| Evidence { name: name.into(), shown_by })
}

fn ci(flake: &Flake<'_>, name: &str, place: &str) -> Option<Evidence> {
    let is_job = |name: &str| name.ends_with(".yml") || name.ends_with(".yaml");
    let shown_by = match flake.files.kind(&path(place)).ok()? {
        EntryKind::Directory => {
            let entries = flake.files.list(&path(place)).ok()?;
            let jobs = entries.iter().filter(|entry| is_job(&entry.name));
            jobs.map(|entry| format!("{place}/{}", entry.name)).collect()
        }
        _ => vec![place.to_owned()],
    };
    (!shown_by.is_empty()).then(|| Evidence { name: name.into(), shown_by })
}

/// The files for direnv, also those of directories.
fn direnv(flake: &Flake<'_>) -> Vec<Direnv> {
    let others = flake.model.other_files.iter().map(|file| &file.path);
    let own = others.filter(|path| path.file_name() == ".envrc" && flake.owns(path));
    own.filter_map(|path| direnv_file(flake, path)).collect()
}

fn direnv_file(flake: &Flake<'_>, path: &TreePath) -> Option<Direnv> {
    let text = flake.files.read(path).ok()?;
    let code = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let uses_flake = code.into_iter().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.windows(2).any(|pair| pair[0] == "use" && pair[1].starts_with("flake"))
            || words.first().is_some_and(|first| *first == "use_flake")
    });
    Some(Direnv { file: path.to_string(), uses_flake })
}

fn is_there(flake: &Flake<'_>, name: &str) -> bool {
    flake.files.kind(&path(name)).is_ok()
}

fn path(name: &str) -> TreePath {
    TreePath::new(name).expect("a path below the root")
}
