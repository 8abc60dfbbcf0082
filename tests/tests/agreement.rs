//! The Nix side and the programs say the same of the same flakes: the inputs, `flake.nix`, the names of the
//! registry, the hosts, the exports and what they merge to, and what each of them refuses.
//!
//! The flakes are the templates, those in `cases/`, every fixture, and generated ones. Nix is called once for
//! many; where something in them is an error that Nix can't catch, they are halved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use serde_json::{Map, Value};
use tests::nix::{Nix, quoted};
use tests::sandbox::Sandbox;
use tests::{Done, fixtures, generate, lacking, programs, rounds, sinks, tree, trial};

/// How many trees are generated where nobody asks for more.
const GENERATED: u64 = 80;

/// Flakes that are not compared, with the reason; a name that ends in `-` is the start of several.
const LEFT_OUT: [(&str, &str); 8] = [
    ("case/imp-flake/endless-evaluation", "Nix evaluates it until the memory is full"),
    ("case/imp-flake/config-", "the module system refuses such options, which is not asked here"),
    ("case/imp-flake/core-inputs-dynamic", "the options can only be known by evaluation"),
    ("case/imp-flake/interrupted-write", "the programs refuse a tree that is half written"),
    ("case/imp-flake/imp-toml", "Nix does not read imp.toml"),
    ("case/imp-flake/imp-toml-", "Nix does not read imp.toml"),
    ("case/imp-flake/outputs-file-", "only the programs look whether the file is there"),
    ("fixture/config", "a file that declares nothing throws, which can't stop the programs"),
];

fn is_left_out(name: &str) -> bool {
    let is_meant = |left: &str| name == left || left.ends_with('-') && name.starts_with(left);
    LEFT_OUT.iter().any(|(left, _)| is_meant(left))
}

/// A flake, and what Nix says of it.
struct Flake {
    name: String,
    sandbox: Sandbox,
}

/// Nix' answers by flake; an error that it can't catch is its text.
type Answers = BTreeMap<String, Result<Value, String>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    if let Err(message) = Nix::find() {
        return vec![trial("nix", move || lacking(&message))];
    }
    let flakes = match flakes() {
        Ok(flakes) => flakes,
        Err(message) => return vec![trial("flakes", move || Err(message))],
    };
    let answers = Arc::new(ask(&flakes.iter().collect::<Vec<_>>()));
    let counted = Arc::clone(&answers);
    let mut trials = vec![trial("generated", move || both_kinds(&counted))];
    let one = |flake: Flake| {
        let answers = Arc::clone(&answers);
        trial(flake.name.clone(), move || compare(&flake, &answers[&flake.name]))
    };
    trials.extend(flakes.into_iter().map(one));
    trials
}

/// Generated flakes that were all refused, or all empty, would compare nothing.
fn both_kinds(answers: &Answers) -> Result<Done, String> {
    let generated = answers.iter().filter(|(name, _)| name.starts_with("generated/"));
    let all: Vec<&Value> = generated.filter_map(|(_, answer)| answer.as_ref().ok()).collect();
    for what in ["inputs", "flake", "names", "hosts", "outputs", "sinks"] {
        let is_full = |value: &Value| match value {
            Value::Object(all) => !all.is_empty(),
            other => !other.is_null(),
        };
        let full = all.iter().filter(|answer| is_full(&answer[what]["value"])).count();
        let refused = all.iter().filter(|answer| answer[what]["ok"] == false).count();
        if full < 10 || refused == 0 {
            let of = all.len();
            return Err(format!("{what}: of {of}, {full} say something and {refused} are refused"));
        }
    }
    let sinks = all.iter().filter_map(|answer| answer["merged"]["value"].as_object());
    let sinks: Vec<&Value> = sinks.flat_map(Map::values).collect();
    let is_merged =
        |sink: &&&Value| list(&sink["values"]).len() > 1 && sink["alone"]["module"]["ok"] == true;
    let merged = sinks.iter().filter(is_merged).count();
    let refused = sinks.iter().filter(|sink| sink["alone"]["module"]["ok"] == false).count();
    if merged < 20 || refused < 5 {
        return Err(format!("{merged} sinks of several files are merged, {refused} are refused"));
    }
    Ok(Done::Passed)
}

fn flakes() -> Result<Vec<Flake>, String> {
    let (here, nix) = (tests::folder(), tests::folder().join("../nix"));
    let mut flakes = Vec::new();
    for folder in folders(&nix.join("templates"))? {
        flakes.push(copied("template", &folder, &folder)?);
    }
    for tool in folders(&here.join("cases"))? {
        for folder in folders(&tool)? {
            let root = folder.join("in");
            if root.join("nix/flake/default.nix").is_file() {
                flakes.push(copied(&format!("case/{}", last(&tool)), &folder, &root)?);
            }
        }
    }
    for folder in folders(&nix.join("tests/fixtures"))? {
        flakes.push(planted(format!("fixture/{}", last(&folder)), FLAKE_FILE, |target| {
            tree::copy(&folder, target)
        })?);
    }
    for fixture in fixtures::discover(&here.join("fixtures/inputs"))? {
        let sandbox = Sandbox::new()?;
        fixture.plant(&sandbox)?;
        flakes.push(Flake { name: format!("inputs/{}", fixture.name), sandbox });
    }
    let (first, count) = rounds("IMP_TREES", GENERATED);
    for seed in first..first + count {
        let flake_file = generate::flake_file(seed);
        flakes.push(planted(format!("generated/{seed}"), &flake_file, |target| {
            generate::tree(target, seed)
        })?);
    }
    flakes.retain(|flake| !is_left_out(&flake.name));
    Ok(flakes)
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
    let mut folders: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    if folders.is_empty() { Err(format!("nothing in {}", parent.display())) } else { Ok(folders) }
}

fn last(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn copied(kind: &str, named: &Path, root: &Path) -> Result<Flake, String> {
    let sandbox = Sandbox::new()?;
    tree::copy(root, sandbox.root()).map_err(|error| format!("{}: {error}", root.display()))?;
    Ok(Flake { name: format!("{kind}/{}", last(named)), sandbox })
}

/// A flake with a directory as its registry, which is also where declarations are read.
fn planted(
    name: String,
    flake_file: &str,
    fill: impl Fn(&Path) -> std::io::Result<()>,
) -> Result<Flake, String> {
    let sandbox = Sandbox::new()?;
    let (flake, registry) = (sandbox.root().join("nix/flake"), sandbox.root().join("nix/registry"));
    let plant = || -> std::io::Result<()> {
        fs::create_dir_all(&flake)?;
        fs::create_dir(&registry)?;
        fs::write(flake.join("default.nix"), CONFIGURATION.replace("FLAKE_FILE", flake_file))?;
        fill(&registry)
    };
    plant().map_err(|error| format!("{name}: {error}"))?;
    Ok(Flake { name, sandbox })
}

const CONFIGURATION: &str = "inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    registry.src = ../registry;
    hosts.enable = true;
    exports.sinkDefaults = {
      \"alpha\" = \"list-append\";
      \"desktop.*\" = \"mkMerge\";
      \"z*\" = \"override\";
    };
    flakeFile = FLAKE_FILE;
  };
}
";

const FLAKE_FILE: &str = "{
      enable = true;
      description = \"A flake\";
      coreInputs.nixpkgs.url = \"github:nixos/nixpkgs\";
      outputsFile = \"./nix/flake\";
    }";

/// What Nix says of flakes, with as few calls as the errors in them allow.
fn ask(flakes: &[&Flake]) -> Answers {
    let nix = match Nix::find() {
        Ok(nix) => nix,
        Err(message) => {
            return flakes.iter().map(|flake| (flake.name.clone(), Err(message.clone()))).collect();
        }
    };
    let roots: String = flakes
        .iter()
        .map(|flake| {
            let (name, root) = (Path::new(&flake.name), flake.sandbox.root());
            format!("{} = {};", quoted(name), quoted(root))
        })
        .collect();
    let file = tests::folder().join("../nix/tests/agreement.nix");
    match (nix.eval(&format!("import {} {{ {roots} }}", quoted(&file))), flakes) {
        (Ok(Value::Object(all)), _) => {
            all.into_iter().map(|(name, value)| (name, Ok(value))).collect()
        }
        (Ok(other), _) => unreachable!("`agreement.nix` gives a set, not {other}"),
        (Err(message), [flake]) => [(flake.name.clone(), Err(message))].into(),
        (Err(_), _) => {
            let (left, right) = flakes.split_at(flakes.len() / 2);
            let mut answers = ask(left);
            answers.extend(ask(right));
            answers
        }
    }
}

/// What the programs say of a flake.
struct Said {
    /// `imp-registry scan`, or what it failed with.
    model: Result<Value, String>,
    /// Whether Nix rejects a file in which declarations are read.
    has_rejected_file: bool,
    /// `imp-flake render`, or what it failed with.
    flake: Result<String, String>,
    /// The findings of `imp-flake lint`.
    findings: Vec<Value>,
}

impl Said {
    fn of(flake: &Flake) -> Result<Self, String> {
        let output = |program: &str, arguments: &[&str]| {
            let mut command = flake.sandbox.command(programs::ours(program)?);
            let command = command.args(arguments).args(["--root", "."]);
            command.output().map_err(|error| error.to_string())
        };
        let run = |program: &str, subcommand: &str| -> Result<Result<String, String>, String> {
            let output = output(program, &[subcommand])?;
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            Ok(match output.status.code() {
                Some(0) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
                // What the configuration makes an error does not keep the result from being there.
                Some(1) if !output.stdout.is_empty() => {
                    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
                }
                Some(1 | 2) => Err(stderr),
                _ => return Err(format!("{program}: {}\n{stderr}", output.status)),
            })
        };
        let model = run("imp-registry", "scan")?;
        let model = match model {
            Ok(text) => Ok(serde_json::from_str::<Value>(&text)
                .map_err(|error| error.to_string())?["data"]
                .take()),
            Err(message) => Err(message),
        };
        let has_rejected_file = match &model {
            Ok(model) => has_rejected_file(model, flake.sandbox.root()),
            Err(_) => false,
        };
        let findings = output("imp-flake", &["lint", "--format", "json"])?.stdout;
        let findings: Value = serde_json::from_slice(&findings).unwrap_or_default();
        let findings = list(&findings["findings"]).to_vec();
        Ok(Self { model, has_rejected_file, flake: run("imp-flake", "render")?, findings })
    }

    /// Whether there is a finding of this rule about this thing: "the host `a`".
    fn finds(&self, rule: &str, subject: &str) -> bool {
        let is_meant = |finding: &Value| {
            finding["code"] == rule
                && finding["message"].as_str().is_some_and(|message| message.contains(subject))
        };
        self.findings.iter().any(is_meant)
    }
}

fn compare(flake: &Flake, answers: &Result<Value, String>) -> Result<Done, String> {
    let said = Said::of(flake)?;
    let answers = match answers {
        Ok(answers) => answers,
        // Something that Nix can't catch: an import that fails, a syntax error.
        Err(message) => return refused(&said).map_err(|why| format!("{why}\nnix: {message}")),
    };
    let model = match &said.model {
        Ok(model) => model,
        Err(message) => return Err(format!("imp-registry scan: {message}\nnix: {answers:#}")),
    };
    rendered(&answers["flake"], &said, model)?;
    question("__inputs", &answers["inputs"], &inputs(model, &said), &said, model)?;
    let theirs = of_the_tree(&answers["names"], model);
    question("names", &theirs, &names(model), &said, model)?;
    question("__host", &answers["hosts"], &hosts(model, &said), &said, model)?;
    question("__outputs", &answers["outputs"], &outputs(model), &said, model)?;
    question("__exports", &answers["sinks"], &exports(model), &said, model)?;
    merged(&answers["merged"], &said)?;
    Ok(Done::Passed)
}

/// Each sink is what the exports that `imp-registry scan` lists merge to, by itself and among the others.
fn merged(answer: &Value, programs_said: &Said) -> Result<(), String> {
    let Ok(model) = &programs_said.model else { return Ok(()) };
    let Some(theirs) = answer["value"].as_object() else { return Ok(()) };
    for (sink, said) in theirs {
        let exports: Vec<&Value> = list(&model["exports"])
            .iter()
            .filter(|export| export["sink"] == sink.as_str())
            .collect();
        // What only Nix can know was said to be unknown.
        if exports.len() < list(&said["values"]).len() && is_unread("__exports", model) {
            continue;
        }
        let is_refused =
            programs_said.finds("sink-strategy-conflict", &format!("the sink `{sink}`"));
        let expected =
            if is_refused { Sink { meta: None, module: None } } else { Sink::of(&exports, said) };
        for how in ["alone", "among"] {
            expected.holds(&said[how]).map_err(|why| format!("the sink `{sink}` {how}: {why}"))?;
        }
    }
    Ok(())
}

/// What a sink should be; `None` where it is refused.
struct Sink {
    meta: Option<Value>,
    module: Option<Value>,
}

impl Sink {
    /// From the exports that the programs found and have nothing to say about, with the values and the default that
    /// Nix knows.
    fn of(exports: &[&Value], said: &Value) -> Self {
        let asked = exports.iter().find_map(|export| export["strategy"].as_str());
        let strategy = asked.or(said["default"]["value"].as_str()).unwrap_or_default();
        let files: Vec<&Value> = exports.iter().map(|export| &export["file"]).collect();
        let values = list(&said["values"]).iter().map(|value| value.get("value").cloned());
        let values: Option<Vec<Value>> = values.collect();
        Self {
            meta: Some(serde_json::json!({ "strategy": strategy, "contributors": files })),
            module: values.and_then(|values| sinks::merged(strategy, &values)),
        }
    }

    fn holds(&self, built: &Value) -> Result<(), String> {
        for (part, expected) in [("meta", &self.meta), ("module", &self.module)] {
            if built[part].get("value") != expected.as_ref() {
                let built = &built[part];
                return Err(format!("{part}\nnix: {built:#}\nexpected: {expected:#?}"));
            }
        }
        Ok(())
    }
}

/// Whether the programs know, too, that something is wrong.
fn refused(said: &Said) -> Result<Done, String> {
    let Ok(model) = &said.model else { return Ok(Done::Passed) };
    if said.flake.is_err() || said.has_rejected_file || !list(&model["unread"]).is_empty() {
        return Ok(Done::Passed);
    }
    Err("Nix refuses this, and the programs do not".to_owned())
}

fn rendered(answer: &Value, said: &Said, model: &Value) -> Result<(), String> {
    match (answer["ok"].as_bool(), &said.flake) {
        (None, _) => Ok(()),
        (Some(true), Ok(text)) if answer["value"] == text.as_str() => Ok(()),
        (Some(true), Ok(text)) => {
            Err(format!("flake.nix differs.\nnix:\n{}\nimp-flake:\n{text}", answer["value"]))
        }
        (Some(false), Err(_)) => Ok(()),
        (Some(true), Err(_)) if is_unread("__inputs", model) => Ok(()),
        (Some(true), Err(message)) => Err(format!("only imp-flake refuses this: {message}")),
        // A file that declares nothing can't stop the programs, however broken it is.
        (Some(false), Ok(_)) if said.has_rejected_file => Ok(()),
        (Some(false), Ok(text)) => Err(format!("only Nix refuses this; imp-flake:\n{text}")),
    }
}

/// `None` where the programs refuse, too.
fn question(
    what: &str,
    answer: &Value,
    ours: &Option<Map<String, Value>>,
    said: &Said,
    model: &Value,
) -> Result<(), String> {
    let theirs = match (answer["ok"].as_bool(), answer["value"].as_object()) {
        (None, _) => return Ok(()),
        (Some(true), Some(theirs)) => theirs,
        _ if ours.is_none() || is_unread(what, model) => return Ok(()),
        // What concerns the whole tree stops `imp-flake`, too; a file that is no Nix stops only Nix.
        _ if said.flake.is_err() || said.has_rejected_file => return Ok(()),
        _ => return Err(format!("{what}: only Nix refuses this; ours: {ours:#?}")),
    };
    let Some(ours) = ours else {
        return Err(format!("{what}: only the programs refuse this; nix: {theirs:#?}"));
    };
    let same = |name: &String| match (theirs.get(name), ours.get(name)) {
        (Some(theirs), Some(ours)) => agree(&readable(what, theirs, ours, model), ours),
        // What only Nix can know was said to be unknown.
        (Some(_), None) => is_unread(what, model),
        _ => false,
    };
    if let Some(name) = theirs.keys().chain(ours.keys()).find(|name| !same(name)) {
        let show =
            |side: Option<&Value>| side.map_or("nothing".to_owned(), |value| format!("{value:#}"));
        return Err(format!(
            "{what}: `{name}`\nnix: {}\nours: {}",
            show(theirs.get(name)),
            show(ours.get(name))
        ));
    }
    Ok(())
}

/// Equal but for what is `null` in ours because only Nix knows it.
fn agree(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (_, Value::Null) => true,
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.len() == ours.len()
                && theirs
                    .iter()
                    .all(|(name, value)| ours.get(name).is_some_and(|own| agree(value, own)))
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(a, b)| agree(a, b))
        }
        _ => theirs == ours,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A list of files without those that ours lacks because it says that their declaration can't be read.
fn readable(declaration: &str, theirs: &Value, ours: &Value, model: &Value) -> Value {
    let Value::Array(items) = theirs else { return theirs.clone() };
    let is_unread = |item: &&Value| {
        let file = item.get("file").unwrap_or(item);
        list(&model["unread"])
            .iter()
            .any(|unread| unread["declaration"] == declaration && unread["place"]["file"] == *file)
    };
    let is_kept = |item: &&Value| list(ours).contains(item) || !is_unread(item);
    items.iter().filter(is_kept).cloned().collect()
}

fn is_unread(declaration: &str, model: &Value) -> bool {
    list(&model["unread"]).iter().any(|unread| unread["declaration"] == declaration)
}

/// Whether one of the files that are read for declarations is no Nix. The model itself does not tell where
/// nothing in such a file looks like a declaration.
fn has_rejected_file(model: &Value, root: &Path) -> bool {
    let visited = list(&model["files"]).iter().filter(|file| file["role"] == "visited");
    let mut paths = visited.filter_map(|file| file["path"].as_str());
    paths.any(|path| {
        fs::read_to_string(root.join(path))
            .map_or(true, |text| imp_model::syntax::parse(text.into()).error.is_some())
    })
}

/// Name to definition; `None` where a finding says that two declarations are unlike.
fn inputs(model: &Value, said: &Said) -> Option<Map<String, Value>> {
    let mut inputs = Map::new();
    for input in list(&model["inputs"]) {
        let mut places = list(&input["places"]).iter().filter_map(|place| place["file"].as_str());
        // What only the configuration declares is not collected.
        let roots = ["nix/outputs/", "nix/registry/"];
        let is_collected = input["core"] != true
            || places.any(|file| roots.iter().any(|root| file.starts_with(root)));
        let name = input["name"].as_str().unwrap_or_default().to_owned();
        let is_refused = said.finds("input-conflict", &format!("`{name}`"));
        let definition = || input["definition"].clone();
        if is_collected && inputs.insert(name, definition()).is_some() && is_refused {
            return None;
        }
    }
    Some(inputs)
}

/// What Nix says of the names, which is asked of the directory alone, without those that `imp.registry.modules` sets.
fn of_the_tree(answer: &Value, model: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(names) = answer["value"].as_object_mut() {
        let modules = &model["configuration"]["registry.modules"]["value"];
        names.retain(|name, _| !sets(modules, name));
    }
    answer
}

/// Whether a set of modules, by dotted or nested names, has a value of this name.
fn sets(modules: &Value, name: &str) -> bool {
    modules.as_object().into_iter().flatten().any(|(part, below)| {
        let rest = name.strip_prefix(part.as_str());
        match rest.map(|rest| (rest, rest.strip_prefix('.'))) {
            Some(("", _)) => !below.is_object(),
            Some((_, Some(rest))) => sets(below, rest),
            _ => false,
        }
    })
}

/// Dotted name to path; `None` where two entries claim one.
fn names(model: &Value) -> Option<Map<String, Value>> {
    let mut names = Map::new();
    for name in list(&model["registry"]["names"]) {
        match name["kind"].as_str() {
            Some("collision" | "unreadable") => return None,
            Some("module" | "directory") => {}
            _ => continue,
        }
        let parts: Vec<&str> = list(&name["parts"]).iter().filter_map(Value::as_str).collect();
        // Of two that read alike, one has its dots in quotes.
        let quoted =
            |part: &&str| if part.contains('.') { format!("\"{part}\"") } else { (*part).into() };
        let dotted = match parts.join(".") {
            taken if names.contains_key(&taken) => {
                parts.iter().map(quoted).collect::<Vec<_>>().join(".")
            }
            free => free,
        };
        names.insert(dotted, name["path"].clone());
    }
    Some(names)
}

/// Name to file and fields; `None` where a finding says that two files declare one.
fn hosts(model: &Value, said: &Said) -> Option<Map<String, Value>> {
    let mut hosts = Map::new();
    for host in list(&model["hosts"]) {
        let name = host["name"].as_str().unwrap_or_default().to_owned();
        let value = serde_json::json!({ "file": host["place"]["file"], "fields": host["fields"] });
        if said.finds("name-collision", &format!("the host `{name}`")) {
            return None;
        }
        hosts.insert(name, value);
    }
    Some(hosts)
}

/// Scope, kind and name to the files that declare it with `__outputs`.
fn outputs(model: &Value) -> Option<Map<String, Value>> {
    let mut outputs: Map<String, Value> = Map::new();
    for output in list(&model["outputs"]).iter().filter(|output| output["origin"] == "declared") {
        let scope = if output["per_system"] == true { "perSystem" } else { "flake" };
        let part = |at: usize| output["parts"][at].as_str().unwrap_or_default();
        let key = format!("{scope} {} {}", part(0), part(1));
        if let Value::Array(all) = outputs.entry(key).or_insert(Value::Array(Vec::new())) {
            all.extend_from_slice(list(&output["files"]));
        }
    }
    Some(outputs)
}

/// Sink to the files and strategies of its exports.
fn exports(model: &Value) -> Option<Map<String, Value>> {
    let mut sinks: Map<String, Value> = Map::new();
    for export in list(&model["exports"]) {
        let sink = export["sink"].as_str().unwrap_or_default().to_owned();
        // `null` is the lack of a strategy here, and known.
        let strategy = export["strategy"].as_str().unwrap_or("none");
        let value = serde_json::json!({ "file": export["file"], "strategy": strategy });
        if let Value::Array(all) = sinks.entry(sink).or_insert(Value::Array(Vec::new())) {
            all.push(value);
        }
    }
    Some(sinks)
}
