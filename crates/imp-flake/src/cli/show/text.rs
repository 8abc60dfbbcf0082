//! An overview as text: a line for each fact, the place at its end.

use imp_model::wire::findings::Place;
use imp_model::wire::overview::{Host, LockAge, LockedAt, OverviewData, Unread, User};

/// How wide the labels are.
const LABEL: usize = 14;
/// So many paths are shown of those that an expression names.
const MAX_PATHS: usize = 4;
/// So many other flakes are shown.
const MAX_FLAKES: usize = 6;
/// So many places are shown where something is used.
const MAX_PLACES: usize = 3;

/// The text of an overview, each line ended.
pub(super) fn render(data: &OverviewData) -> String {
    let mut text = Text::default();
    if let Some(description) = &data.description {
        text.line("description", description);
    }
    layout(&mut text, data);
    hosts(&mut text, data);
    users(&mut text, data);
    outputs(&mut text, data);
    overlays(&mut text, data);
    applied(&mut text, data);
    repository(&mut text, data);
    lock(&mut text, data.lock.as_ref());
    imp(&mut text, data);
    text.lines
}

/// Lines with a label, which is shown once for the lines that share it.
#[derive(Default)]
struct Text {
    lines: String,
    label: String,
}

impl Text {
    fn line(&mut self, label: &str, what: impl AsRef<str>) {
        let shown = if self.label == label { "" } else { label };
        let what = what.as_ref().lines().next().unwrap_or_default();
        self.lines.push_str(&format!("{shown:LABEL$} {what}\n"));
        label.clone_into(&mut self.label);
    }
}

fn layout(text: &mut Text, data: &OverviewData) {
    let pattern = match data.layout.pattern.as_str() {
        "directory-auto-wiring" => "directory auto-wiring",
        "flake-parts" => "modules of flake-parts",
        "hosts-and-modules" => "hosts and modules",
        "single-host" => "single host",
        "no-hosts" => "no hosts",
        _ => "not readable without evaluation",
    };
    text.line("layout", pattern);
    for framework in &data.layout.frameworks {
        let input = match &framework.input {
            Some(input) if *input != framework.name => format!(" (input `{input}`)"),
            _ => String::new(),
        };
        let use_ =
            if framework.in_use { "makes outputs" } else { "an input, not seen to make outputs" };
        text.line("framework", format!("{}{input}: {use_}", framework.name));
    }
    let others = &data.layout.other_flakes;
    if !others.is_empty() {
        let shown = some(others.iter().map(|flake| format!("{flake}/")), MAX_FLAKES);
        text.line("other flakes", format!("{shown}: not counted here"));
    }
    if !data.systems.is_empty() {
        text.line("systems", data.systems.join(", "));
    }
}

fn hosts(text: &mut Text, data: &OverviewData) {
    let width = |of: fn(&Host) -> usize| data.hosts.iter().map(of).max().unwrap_or(0);
    let (name, kind) = (width(|host| host.name.chars().count()), width(|host| host.kind.len()));
    for host in &data.hosts {
        let system = host.system.as_deref().unwrap_or("system not known");
        let users = match host.users.as_slice() {
            [] if host.users_unread.is_empty() => "  no users".to_owned(),
            [] => "  users not known".to_owned(),
            users => {
                let more = if host.users_unread.is_empty() { "" } else { " and perhaps more" };
                format!("  users {}{more}", users.join(", "))
            }
        };
        let certain = if host.certain { "" } else { "  written there, not known to be an output" };
        let place = placed(host.place.as_ref());
        let label =
            format!("{:name$}  {:kind$}  {system}{users}{place}{certain}", host.name, host.kind);
        text.line("hosts", label);
    }
    unread(text, "hosts", &data.hosts_unread);
    let is_complete = data.hosts_unread.is_empty() && data.foreign_modules.is_empty();
    if data.hosts.is_empty() && is_complete {
        text.line("hosts", "none");
    }
    if data.hosts.is_empty() && data.hosts_unread.is_empty() && !data.foreign_modules.is_empty() {
        text.line(
            "hosts",
            "not readable without evaluation: modules of other flakes may make some",
        );
    }
    if !data.hosts_unread.is_empty() || data.hosts.is_empty() && !is_complete {
        for directory in &data.layout.host_directories {
            let entries = directory.entries.join(", ");
            text.line("hosts", format!("in directory {}/: {entries}", directory.path));
        }
    }
}

fn users(text: &mut Text, data: &OverviewData) {
    for user in &data.users {
        let User { name, account, home_manager, .. } = user;
        let account = if *account { "account, " } else { "" };
        let home = match home_manager.as_str() {
            "none" => "no home of Home Manager".to_owned(),
            "unknown" => "home not known".to_owned(),
            "both" => "Home Manager as module and standalone".to_owned(),
            "module" => "Home Manager as module".to_owned(),
            other => format!("Home Manager {other}"),
        };
        text.line("users", format!("{name}  {account}{home}{}", places(&user.places)));
    }
    unread(text, "users", &data.users_unread);
    if data.users.is_empty() && data.users_unread.is_empty() {
        text.line("users", "none that files name");
    }
    let home = &data.home_manager;
    let inputs: Vec<String> = home.inputs.iter().map(|input| format!("input `{input}`")).collect();
    let inputs = match inputs.is_empty() {
        true => String::new(),
        false => format!("  {}", inputs.join(", ")),
    };
    match home.method.as_str() {
        "none" => text.line("Home Manager", "none"),
        "unknown" if !data.layout.home_directories.is_empty() => {}
        "unknown" => text.line("Home Manager", format!("no use seen{inputs}")),
        "both" => {
            text.line("Home Manager", format!("as module and standalone{inputs}"));
            text.line("Home Manager", format!("as module{}", places(&home.module)));
            text.line("Home Manager", format!("standalone{}", places(&home.standalone)));
        }
        "module" => text.line("Home Manager", format!("as module{inputs}{}", places(&home.module))),
        _ => text.line("Home Manager", format!("standalone{inputs}{}", places(&home.standalone))),
    }
    for directory in &data.layout.home_directories {
        let entries = directory.entries.join(", ");
        text.line("Home Manager", format!("by a framework, from {}/: {entries}", directory.path));
    }
}

fn outputs(text: &mut Text, data: &OverviewData) {
    for output in &data.outputs {
        let each = if output.per_system { " for each system" } else { "" };
        let names = match output.names.as_deref() {
            Some([]) if output.unread.is_empty() => ": none".to_owned(),
            Some([]) | None => String::new(),
            Some(names) => format!(": {}", names.join(", ")),
        };
        text.line(
            "outputs",
            format!("{}{each}{names}{}", output.kind, placed(output.place.as_ref())),
        );
        for one in &output.unread {
            text.line("outputs", format!("  {}", told(one)));
        }
    }
    unread(text, "outputs", &data.outputs_unread);
    if !data.foreign_modules.is_empty() {
        let names: Vec<&str> = data.foreign_modules.iter().map(|one| one.name.as_str()).collect();
        let names = names.join(", ");
        text.line("outputs", format!("perhaps more, by modules of other flakes: {names}"));
    }
    if data.outputs.is_empty() && data.outputs_unread.is_empty() {
        text.line("outputs", "none");
    }
}

fn overlays(text: &mut Text, data: &OverviewData) {
    for overlay in &data.overlays {
        let applied = match overlay.applied.as_str() {
            "yes" => "applied",
            "no" => "not applied in this flake, as far as files show",
            _ => "perhaps applied",
        };
        text.line("overlays", format!("{}  {applied}{}", overlay.name, places(&overlay.places)));
    }
}

fn applied(text: &mut Text, data: &OverviewData) {
    let is_known = data.outputs_unread.is_empty() && data.foreign_modules.is_empty();
    match (data.overlays.is_empty(), data.overlays_applied.is_empty()) {
        (false, _) => {}
        (true, true) if is_known => text.line("overlays", "none"),
        (true, true) => text.line("overlays", "none seen"),
        (true, false) => {
            let places = places(&data.overlays_applied);
            text.line("overlays", format!("none seen among the outputs; applied{places}"));
        }
    }
}

fn repository(text: &mut Text, data: &OverviewData) {
    for tool in &data.secrets {
        text.line("secrets", format!("{}  by {}", tool.name, tool.shown_by.join(", ")));
    }
    if data.secrets.is_empty() {
        let home = &data.home_manager;
        let has_inputs = home.method != "unknown" || !home.inputs.is_empty();
        text.line("secrets", if has_inputs { "none" } else { "none seen" });
    }
    for ci in &data.ci {
        text.line("CI", format!("{}  {}", ci.name, ci.shown_by.join(", ")));
    }
    if data.ci.is_empty() {
        text.line("CI", "none");
    }
    for direnv in &data.direnv {
        let with = if direnv.uses_flake { "with" } else { "without" };
        text.line("direnv", format!("{} {with} `use flake`", direnv.file));
    }
    if data.direnv.is_empty() {
        text.line("direnv", "none");
    }
}

fn lock(text: &mut Text, age: Option<&LockAge>) {
    let Some(age) = age else { return text.line("lock", "none") };
    if let Some(reason) = &age.unread {
        return text.line("lock", format!("`flake.lock` can't be read: {reason}"));
    }
    let at = |at: &LockedAt| {
        let days = if at.days == 1 { "day" } else { "days" };
        format!("{}, {} {days} ago  {}", at.date, at.days, at.input)
    };
    match (&age.newest, &age.oldest) {
        (Some(newest), Some(oldest)) => {
            text.line("lock", format!("newest {}", at(newest)));
            text.line("lock", format!("oldest {}", at(oldest)));
        }
        _ => text.line("lock", "no input with a date"),
    }
}

fn imp(text: &mut Text, data: &OverviewData) {
    let Some(imp) = &data.imp else { return };
    if let Some(registry) = &imp.registry {
        text.line("registry", format!("{registry}/ with {} names", imp.names));
    }
    for sink in &imp.sinks {
        let from = sink.contributors.len();
        let files = if from == 1 { "file" } else { "files" };
        let to = match sink.consumers.is_empty() {
            true => "  nobody consumes it".to_owned(),
            false => format!("  consumed{}", places(&sink.consumers)),
        };
        text.line("sinks", format!("{}  from {from} {files}{to}", sink.name));
    }
}

fn unread(text: &mut Text, label: &str, list: &[Unread]) {
    for one in list {
        text.line(label, told(one));
    }
}

/// `not readable without evaluation: … (from hosts/)  flake.nix:3:5`
fn told(unread: &Unread) -> String {
    let mut named: Vec<String> = unread.paths.iter().filter(|path| *path != ".").cloned().collect();
    named.dedup();
    let paths = match named.is_empty() {
        true => String::new(),
        false => format!(" (from {})", some(named.into_iter(), MAX_PATHS)),
    };
    let place = placed(unread.place.as_ref());
    format!("not readable without evaluation: {}{paths}{place}", unread.reason)
}

/// The first `max` of some names, and how many there are besides.
fn some(names: impl ExactSizeIterator<Item = String>, max: usize) -> String {
    let more = names.len().saturating_sub(max);
    let shown = names.take(max).collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn placed(place: Option<&Place>) -> String {
    place
        .map(|place| format!("  {}:{}:{}", place.file, place.line, place.column))
        .unwrap_or_default()
}

fn places(places: &[Place]) -> String {
    let shown: String = places.iter().take(MAX_PLACES).map(|place| placed(Some(place))).collect();
    match places.len().saturating_sub(MAX_PLACES) {
        0 => shown,
        more => format!("{shown}  and {more} more"),
    }
}
