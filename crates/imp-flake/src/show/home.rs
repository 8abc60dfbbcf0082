//! Users, and how Home Manager sets up their homes.

use std::collections::BTreeMap;

use imp_model::facts::{Setting, SettingKind};
use imp_model::model::OutputKind;
use imp_model::wire::findings::Place;
use imp_model::wire::overview::{HomeManager, OverviewData, Unread, User};

use super::{Flake, hosts};

const REPOSITORY: &str = "nix-community/home-manager";

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) {
    let inputs: Vec<String> = flake
        .inputs
        .iter()
        .filter(|input| input.is(REPOSITORY))
        .map(|input| input.name.clone())
        .collect();
    let module = as_module(flake, data, &inputs);
    let standalone = standalone(flake);
    let is_none = inputs.is_empty() && flake.has_inputs && data.layout.home_directories.is_empty();
    let method = match (module.is_empty(), standalone.is_empty()) {
        (false, false) => "both",
        (false, true) => "module",
        (true, false) => "standalone",
        (true, true) if is_none => "none",
        (true, true) => "unknown",
    };
    let homes = flake.outputs.kinds.get("homeConfigurations");
    data.users_unread = homes.into_iter().flat_map(|kind| &kind.unknown).map(Into::into).collect();
    data.users_unread.extend(made_homes(data));
    data.users_unread.extend(nameless(flake));
    data.users = users(flake, data, method);
    data.home_manager = HomeManager { inputs, method: method.into(), module, standalone };
}

/// Where it is a module of a system: its options are set, or its module is named.
fn as_module(flake: &Flake<'_>, data: &OverviewData, inputs: &[String]) -> Vec<Place> {
    let mut places: Vec<&imp_model::text::Place> = Vec::new();
    for setting in flake.settings(SettingKind::Option, &["home-manager"]) {
        const OPTIONS: [&str; 6] = [
            "backupFileExtension",
            "extraSpecialArgs",
            "sharedModules",
            "useGlobalPkgs",
            "useUserPackages",
            "users",
        ];
        if OPTIONS.contains(&setting.path[1].as_str()) {
            places.push(&setting.place);
        }
    }
    let selections = flake.settings(SettingKind::Selection, &[]);
    let modules = selections.iter().filter(|setting| is_module(&setting.path, inputs));
    places.extend(modules.map(|setting| &setting.place));
    places.sort();
    places.dedup();
    // One place a file is enough.
    places.dedup_by(|a, b| a.file == b.file);
    let mut places: Vec<Place> = places.into_iter().map(Into::into).collect();
    // imp brings the module for a host with a user.
    let hosts = data.hosts.iter().filter(|host| flake.uses_imp && !host.users.is_empty());
    if places.is_empty() {
        places.extend(hosts.filter_map(|host| host.place.clone()));
    }
    places
}

/// `hm.nixosModules.default`, whatever the input is called.
fn is_module(path: &[String], inputs: &[String]) -> bool {
    let Some(at) = path.iter().position(|part| part == "nixosModules" || part == "darwinModules")
    else {
        return false;
    };
    let is_input = at > 0 && inputs.contains(&path[at - 1]);
    match path.get(at + 1).map(String::as_str) {
        Some("home-manager") => true,
        Some("default") | None => is_input,
        Some(_) => false,
    }
}

/// Where it is used by itself: an output, or its function.
fn standalone(flake: &Flake<'_>) -> Vec<Place> {
    let mut places: Vec<imp_model::text::Place> = Vec::new();
    if let Some(homes) = flake.outputs.kinds.get("homeConfigurations")
        && !(homes.names.is_empty() && homes.unknown.is_empty())
    {
        places.push(homes.place.clone());
    }
    let selections = flake.settings(SettingKind::Selection, &[]);
    let calls = selections.iter().filter(|setting| {
        setting.path.last().is_some_and(|last| last == "homeManagerConfiguration")
    });
    places.extend(calls.map(|setting| setting.place.clone()));
    places.sort();
    places.dedup_by(|a, b| a.file == b.file);
    places.iter().map(Into::into).collect()
}

/// The homes that a framework makes of directories.
fn made_homes(data: &OverviewData) -> Vec<Unread> {
    let directories = data.layout.home_directories.iter();
    let homes = directories.map(|directory| Unread {
        reason: "a framework makes homes of a directory".into(),
        place: None,
        paths: vec![directory.path.clone()],
    });
    homes.collect()
}

/// The users whose names are expressions that no host shows the value of.
fn nameless(flake: &Flake<'_>) -> Vec<Unread> {
    let named = flake.outputs.kinds.values().flat_map(|kind| kind.names.values());
    let machines = named.filter_map(|named| named.machine.as_ref());
    let found: Vec<_> = machines.flat_map(|machine| machine.user_places.clone()).collect();
    let settings = flake.own_files().flat_map(|file| &file.settings);
    let dynamic = settings.filter(|setting| hosts::is_user(setting) && setting.is_dynamic);
    dynamic.filter(|setting| !hosts::is_found(setting, &found)).map(hosts::nameless).collect()
}

/// A user while the places are collected.
#[derive(Default)]
struct Found {
    account: bool,
    module: bool,
    standalone: bool,
    places: Vec<Place>,
}

fn users(flake: &Flake<'_>, data: &OverviewData, method: &str) -> Vec<User> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    // `home-manager.users` that is no set, and names that are expressions, may be anybody's.
    let homes = flake.settings(SettingKind::Option, &["home-manager", "users"]);
    let has_all = data.users_unread.is_empty() && data.outputs_unread.is_empty();
    let mut has_unknown = method == "unknown" || method != "none" && !has_all;
    has_unknown |= homes.iter().any(|one| one.path.len() == 2 && one.attributes.is_none());
    has_unknown |= method != "none" && data.hosts.iter().any(|host| !host.users_unread.is_empty());
    let settings = flake.own_files().flat_map(|file| &file.settings);
    for setting in settings.filter(|setting| hosts::is_user(setting)) {
        if setting.is_dynamic {
            continue;
        }
        let is_home = setting.path[0] == "home-manager";
        let user = found.entry(user_name(setting)).or_default();
        user.module |= is_home;
        user.account |= !is_home;
        user.places.push((&setting.place).into());
    }
    let homes = data.outputs.iter().filter(|output| output.kind == "homeConfigurations");
    for home in homes {
        let place = flake.outputs.kinds.get("homeConfigurations");
        for name in home.names.iter().flatten() {
            let user = name.split('@').next().unwrap_or(name);
            let user = found.entry(user.to_owned()).or_default();
            user.standalone = true;
            let named = place.and_then(|kind| kind.names.get(name)).map(|named| &named.place);
            user.places.extend(named.map(Into::into));
        }
    }
    for (name, place) in flake.outputs.kinds.values().flat_map(homes_of) {
        let user = found.entry(name.clone()).or_default();
        user.module = true;
        // Where its options are set is nearer.
        user.places.extend(Some(place).filter(|_| user.places.is_empty()));
    }
    for host in data.hosts.iter().filter(|host| host.certain && flake.uses_imp) {
        for name in &host.users {
            let user = found.entry(name.clone()).or_default();
            user.module = true;
            user.account = true;
            user.places.extend(host.place.clone().filter(|place| !user.places.contains(place)));
        }
    }
    let user = |(name, found): (String, Found)| User {
        name,
        account: found.account,
        home_manager: match (found.module, found.standalone) {
            (true, true) => "both",
            (true, false) => "module",
            (false, true) => "standalone",
            (false, false) if has_unknown => "unknown",
            (false, false) => "none",
        }
        .into(),
        places: found.places,
    };
    found.into_iter().map(user).collect()
}

/// The homes in the definitions of machines themselves.
fn homes_of(kind: &OutputKind) -> Vec<(&String, Place)> {
    let machines = kind.names.values().filter_map(|named| Some((named, named.machine.as_ref()?)));
    let users = machines.flat_map(|(named, machine)| {
        machine.users.iter().map(|user| (user, Place::from(&named.place)))
    });
    users.collect()
}

fn user_name(setting: &Setting) -> String {
    setting.path.last().cloned().unwrap_or_default()
}
