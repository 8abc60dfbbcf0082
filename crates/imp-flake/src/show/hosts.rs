//! The machines: with their systems and users, as far as files say them.

use std::collections::BTreeSet;

use imp_model::eval::Known;
use imp_model::facts::{self, Setting, SettingKind};
use imp_model::model::config::ConfigError;
use imp_model::model::{Machine, NamedOutput, OutputOrigin, is_of_tool, output_file};
use imp_model::source::TreePath;
use imp_model::text::Place;
use imp_model::wire::overview::{Host, OverviewData, Unread};

use super::reach::Reach;
use super::{Flake, begins};

/// The outputs that are machines, and what they are called in an overview.
pub(super) const KINDS: [(&str, &str); 4] = [
    ("darwinConfigurations", "darwin"),
    ("nixOnDroidConfigurations", "nix-on-droid"),
    ("nixosConfigurations", "nixos"),
    ("systemConfigs", "system-manager"),
];

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) -> Result<(), ConfigError> {
    let reach = Reach::new(flake);
    for (output, kind) in KINDS {
        if let Some(found) = flake.outputs.kinds.get(output) {
            let hosts = found.names.iter();
            data.hosts.extend(hosts.map(|(name, output)| host(&reach, name, kind, output)));
            data.hosts_unread.extend(found.unknown.iter().map(Into::into));
        }
    }
    if flake.uses_imp {
        of_imp(flake, &reach, data)?;
    }
    if !is_complete(data) || !data.foreign_modules.is_empty() {
        data.hosts_unread.extend(data.outputs_unread.clone());
        written(flake, data);
    }
    of_tools(flake, data);
    data.hosts.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    data.hosts.dedup_by(|a, b| a.certain && (&a.kind, &a.name) == (&b.kind, &b.name));
    Ok(())
}

/// Whether all hosts are known.
pub(super) fn is_complete(data: &OverviewData) -> bool {
    data.hosts_unread.is_empty() && data.outputs_unread.is_empty()
}

fn host(reach: &Reach<'_>, name: &str, kind: &str, output: &NamedOutput) -> Host {
    let machine = output.machine.clone().unwrap_or_default();
    let settings = reach.settings(output.body.as_ref(), &machine.files);
    let (users, users_unread) = users(&settings, &machine);
    Host {
        name: name.to_owned(),
        kind: kind.to_owned(),
        system: machine.system.or_else(|| platform(&settings)),
        users,
        users_unread,
        files: machine.files.iter().map(ToString::to_string).collect(),
        certain: true,
        place: Some((&output.place).into()),
    }
}

/// The system that `nixpkgs.hostPlatform` names nearest to the definition, if that is one.
fn platform(levels: &[Vec<&Setting>]) -> Option<String> {
    const OPTIONS: [&[&str]; 3] = [
        &["nixpkgs", "hostPlatform"],
        &["nixpkgs", "hostPlatform", "system"],
        &["nixpkgs", "system"],
    ];
    let is_platform = |setting: &&&Setting| {
        setting.kind == SettingKind::Option && OPTIONS.contains(&path(setting).as_slice())
    };
    for level in levels {
        let set = level.iter().filter(is_platform).filter(|one| one.attributes.is_none());
        let found: BTreeSet<Option<&str>> = set.map(|one| one.text.as_deref()).collect();
        if let Some(first) = found.first() {
            return first.filter(|_| found.len() == 1).map(str::to_owned);
        }
    }
    None
}

fn path(setting: &Setting) -> Vec<&str> {
    setting.path.iter().map(String::as_str).collect()
}

/// The users that files name, those that the definition has, and why there may be more.
fn users(levels: &[Vec<&Setting>], machine: &Machine) -> (Vec<String>, Vec<Unread>) {
    let all = levels.iter().flatten().filter(|setting| is_user(setting));
    let (unknown, named): (Vec<&Setting>, Vec<&Setting>) =
        all.partition(|setting| setting.is_dynamic);
    let named = named.iter().filter_map(|setting| setting.path.last());
    let users: BTreeSet<String> = named.chain(&machine.users).cloned().collect();
    let is_open = |setting: &&&Setting| !is_found(setting, &machine.user_places);
    let mut unread: Vec<Unread> = unknown.iter().filter(is_open).map(|one| nameless(one)).collect();
    if users.is_empty() && unread.is_empty() {
        unread = no_users();
    }
    (users.into_iter().collect(), unread)
}

/// Whether the name of a user that is an expression was found out at one of these places.
pub(super) fn is_found(setting: &Setting, places: &[Place]) -> bool {
    let is_it = |place: &Place| {
        let (a, b) = (place.span, setting.place.span);
        place.file == setting.place.file && a.start < b.end && b.start < a.end
    };
    places.iter().any(is_it)
}

/// A user whose name only Nix knows.
pub(super) fn nameless(setting: &Setting) -> Unread {
    let name = setting.path.last().map_or("", String::as_str);
    Unread {
        reason: format!("a user is called `{name}`"),
        place: Some((&setting.place).into()),
        paths: Vec::new(),
    }
}

/// Of a host of which no user is seen.
fn no_users() -> Vec<Unread> {
    let reason = "no path that can be read leads to a user".to_owned();
    vec![Unread { reason, place: None, paths: Vec::new() }]
}

/// Whether a setting is a person: a home of Home Manager, or an account that says so.
pub(super) fn is_user(setting: &Setting) -> bool {
    if setting.kind != SettingKind::Option || setting.path.len() != 3 {
        return false;
    }
    let is_normal = || match &setting.attributes {
        Some(names) => names.iter().any(|name| name == "isNormalUser"),
        None => false,
    };
    begins(setting, &["home-manager", "users"])
        || begins(setting, &["users", "users"]) && is_normal()
}

/// The hosts that imp makes of files: those below `imp.src`, and those with `__host`.
fn of_imp(
    flake: &Flake<'_>,
    reach: &Reach<'_>,
    data: &mut OverviewData,
) -> Result<(), ConfigError> {
    for output in flake.model.outputs()? {
        let ([output_kind, name], Some(file)) = (output.path.as_slice(), output.files.first())
        else {
            continue;
        };
        let Some((_, kind)) = KINDS.iter().find(|(kind, _)| kind == output_kind) else { continue };
        let facts = flake.own_files().find(|facts| facts.path == *file);
        let declared = facts.and_then(|facts| facts.host.as_ref());
        let is_declared = output.origin == OutputOrigin::Host;
        let mut host = match declared.filter(|_| is_declared) {
            Some(declared) => declared_host(declared),
            None => host_of_file(flake, reach, &output.files),
        };
        name.clone_into(&mut host.name);
        host.kind = (*kind).to_owned();
        host.files = output.files.iter().map(ToString::to_string).collect();
        data.hosts.push(host);
    }
    Ok(())
}

fn declared_host(host: &facts::Host) -> Host {
    let text = |name: &str| {
        let field = host.fields.iter().find(|field| field.name == name)?;
        field.value.as_ref().and_then(Known::as_str).map(str::to_owned)
    };
    Host {
        system: text("system"),
        users: text("user").into_iter().collect(),
        certain: true,
        place: Some((&host.place).into()),
        ..Host::default()
    }
}

fn host_of_file(flake: &Flake<'_>, reach: &Reach<'_>, files: &[TreePath]) -> Host {
    let machine = files.first().map(|file| output_file(flake.files, file).machine);
    let machine = machine.unwrap_or_default();
    let settings = reach.settings(None, files);
    let (users, users_unread) = users(&settings, &machine);
    Host {
        system: machine.system.or_else(|| platform(&settings)),
        users,
        users_unread,
        certain: true,
        place: files.first().map(|file| (&Place::start_of(file)).into()),
        ..Host::default()
    }
}

/// The machines of outputs such as `colmena`: those that are known, which may be not all.
fn of_tools(flake: &Flake<'_>, data: &mut OverviewData) {
    let outputs = flake.outputs.kinds.iter().filter(|(output, _)| is_of_tool(output));
    for (output, found) in outputs {
        data.hosts.extend(found.nodes.iter().map(|(name, place)| Host {
            name: name.clone(),
            kind: output.clone(),
            files: vec![place.file.to_string()],
            users_unread: no_users(),
            certain: true,
            place: Some(place.into()),
            ..Host::default()
        }));
        data.hosts_unread.push(Unread {
            reason: format!("only the tool for it reads the output `{output}`"),
            place: Some((&found.place).into()),
            paths: Vec::new(),
        });
    }
}

/// A host that a file writes as if it were an output.
fn uncertain(setting: &Setting, name: &str, kind: &str) -> Host {
    Host {
        name: name.to_owned(),
        kind: kind.to_owned(),
        files: vec![setting.place.file.to_string()],
        users_unread: no_users(),
        place: Some((&setting.place).into()),
        ..Host::default()
    }
}

/// The hosts that files write as if they were outputs, which is what a flake says that imports its modules from
/// a list that only Nix knows.
fn written(flake: &Flake<'_>, data: &mut OverviewData) {
    for (output, kind) in KINDS {
        for setting in flake.settings(SettingKind::Option, &[output]) {
            let Some(name) = setting.path.get(1) else { continue };
            let is_known = data.hosts.iter().any(|host| host.name == *name && host.kind == kind);
            if setting.path.len() == 2 && !is_known {
                data.hosts.push(uncertain(setting, name, kind));
            }
        }
    }
    let mut seen = Vec::new();
    data.hosts_unread.retain(|unread: &Unread| {
        let is_new = !seen.contains(unread);
        seen.push(unread.clone());
        is_new
    });
}
