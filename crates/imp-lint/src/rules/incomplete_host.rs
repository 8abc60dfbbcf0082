//! Hosts that lack something.

use imp_model::eval::Known;
use imp_model::facts::{Host, Role};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use super::unknown_host_field::meant;
use crate::{Rule, inputs};

pub(super) const RULE: Rule = Rule {
    name: "incomplete-host",
    severity: Severity::Error,
    summary: "a `__host` that lacks something without which it can't be built",
    explanation: "\
A host needs `system` and `stateVersion`, in `__host` or in `imp.hosts.defaults`. `hmSinks` are for the home of a `user`,
which needs the input `home-manager`. A field of another type than Nix takes, such as a string where a list is expected,
is an error, too.

Bad:

```nix
# nix/registry/hosts/laptop.nix
{
  __host.system = \"x86_64-linux\";
}
```

Good:

```nix
# nix/registry/hosts/laptop.nix
{
  __host.system = \"x86_64-linux\";
  __host.stateVersion = \"25.05\";
}
```
",
    check: Some(check),
};

/// What every host needs, with an example.
const REQUIRED: [(&str, &str); 2] = [("stateVersion", "25.05"), ("system", "x86_64-linux")];

fn check(model: &Model) -> Vec<Finding> {
    // That it can't be read is said by whoever needs it; what it gives may then be there.
    let Ok(defaults) = model.configuration.value("hosts.defaults") else { return Vec::new() };
    if !model.is_on("hosts.enable", false).unwrap_or(false) {
        return Vec::new();
    }
    let has_home_manager = inputs::names(model).is_none_or(|names| names.contains("home-manager"));
    let mut findings = Vec::new();
    for (file, host) in model.hosts() {
        let has = |field: &str| {
            let default = defaults.is_some_and(|defaults| defaults.get(field).is_some());
            default || is_set(host, field)
        };
        // What is misspelt is there, and a finding of its own.
        let is_misspelt =
            |field: &str| host.fields.iter().any(|other| meant(&other.name) == Some(field));
        let name = file.host_name();
        let lacks = |field: &str| !has(field) && !is_misspelt(field);
        for (field, example) in REQUIRED.into_iter().filter(|(field, _)| lacks(field)) {
            let message = format!("the host `{name}` has no `{field}`");
            let help = format!(
                "write `__host.{field} = \"{example}\";`, or set it in `imp.hosts.defaults`"
            );
            findings.push(finding(host, message).help(help));
        }
        if is_set(host, "hmSinks") && lacks("user") {
            let message = format!("the host `{name}` has `hmSinks` and no `user`");
            findings
                .push(finding(host, message).help("write `__host.user`, whose home they are for"));
        }
        if is_set(host, "user") && !has_home_manager {
            let message = format!("the host `{name}` has a `user` and the flake no `home-manager`");
            findings.push(
                finding(host, message)
                    .help("declare `home-manager.url = \"github:nix-community/home-manager\";`"),
            );
        }
    }
    findings.extend(unlike(model));
    findings
}

/// What is no host, and what in one has another type, so that Nix fails on it.
fn unlike(model: &Model) -> impl Iterator<Item = Finding> {
    let files =
        model.files.iter().filter(|file| file.role == Role::Visited && file.rejected.is_none());
    files.flat_map(|file| {
        let unread = file.unread.iter();
        let failing = unread.filter(|unread| unread.declaration == "__host" && unread.nix_fails);
        failing.map(|unread| {
            let what = match &unread.name {
                Some(field) => format!("`{field}` of the host `{}`", file.host_name()),
                None => format!("`__host` of `{}`", file.host_name()),
            };
            let message = format!("{what} fails: {}", unread.reason);
            let finding = Finding::new(RULE.name, RULE.severity, message).at(unread.place.clone());
            let finding = finding.help("correct it, or remove it");
            match &unread.cause {
                Some(cause) => finding.label(cause.clone(), "the reason is here"),
                None => finding,
            }
        })
    })
}

/// Whether a host says something other than `null` or the empty list.
fn is_set(host: &Host, field: &str) -> bool {
    let field = host.fields.iter().find(|other| other.name == field);
    field.is_some_and(|field| match &field.value {
        Some(Known::Null) => false,
        Some(Known::List(items)) => !items.is_empty(),
        _ => true,
    })
}

fn finding(host: &Host, message: String) -> Finding {
    Finding::new(RULE.name, RULE.severity, message).at(host.place.clone())
}
