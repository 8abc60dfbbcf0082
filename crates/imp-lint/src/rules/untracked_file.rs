//! Files that Nix will not see.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::{TreePath, git_add, git_add_in, shell_word};
use imp_model::text::Place;

use super::untracked_lock::is_lock;
use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "untracked-file",
    severity: Severity::Warning,
    summary: "a file that Nix will not see because git does not track it",
    explanation: "\
Nix copies what git tracks. A new file that nobody has added is on disk and works in an editor, and
is not there when the flake is evaluated. The same holds for everything in a directory that is a git
repository of its own and no submodule: git does not look into it.

Bad:

```sh
echo '{ }' > nix/outputs/overlays.nix
```

Good:

```sh
echo '{ }' > nix/outputs/overlays.nix
git add -N nix/outputs/overlays.nix
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let repositories = model.repositories.iter().map(repository);
    // The lock has a rule of its own; what can't be read either says so, and that nobody tracks it.
    let is_read = |path: &TreePath| model.unreadable.iter().all(|(other, _)| other != path);
    let paths = model.untracked.iter().filter(|path| !is_lock(path) && is_read(path));
    let paths: Vec<TreePath> = paths.cloned().collect();
    files(&paths, &model.submodules).into_iter().chain(repositories).collect()
}

fn repository(path: &TreePath) -> Finding {
    let message =
        format!("Nix does not see what is in `{path}`, because it is a git repository of its own");
    let git = shell_word(path.child(".git").as_str());
    Finding::new(RULE.name, RULE.severity, message).at(Place::start_of(path)).help(format!(
        "make it an input of the flake, or a part of this repository: `rm -r {git} && {}`",
        git_add(std::slice::from_ref(path))
    ))
}

fn files(paths: &[TreePath], submodules: &[TreePath]) -> Option<Finding> {
    let message = match paths {
        [] => return None,
        [one] => format!("Nix does not see `{one}`, because git does not track it"),
        many => format!("Nix does not see {} files, because git does not track them", many.len()),
    };
    let mut finding = Finding::new(RULE.name, RULE.severity, message)
        .at(Place::start_of(&paths[0]))
        .help(format!("run `{}`", git_add_in(paths, submodules)));
    if paths.len() > 1 {
        finding = paths.iter().fold(finding, |finding, path| finding.note(path.to_string()));
    }
    Some(finding)
}
