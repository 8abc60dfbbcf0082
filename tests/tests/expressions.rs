//! Random expressions, as the real Nix evaluates them and as the static evaluator does.
//!
//! Where the evaluator gives a value, Nix gives the same. Where it says that Nix fails, Nix does; and a failure that
//! `tryEval` is said to catch is caught. Where it says that only Nix knows, there is nothing to compare.
//!
//! Nix starts once for a batch of values, which are halved only when there is a disagreement in them, and once for
//! a batch of failures, each of them a line of `nix repl`.

#![expect(clippy::print_stdout, reason = "the figures are part of the result")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use imp_model::eval::{Evaluator, Known, StopKind};
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::syntax;
use libtest_mimic::Arguments;
use serde_json::{Value, json};
use tests::expression::{FILES, expression};
use tests::nix::{Nix, quoted};
use tests::{Done, lacking, rounds, trial};

/// How many expressions are compared where nobody asks for more.
const EXPRESSIONS: u64 = 3000;

/// How many Nix gets at once.
const BATCH: usize = 500;

/// The file that expressions stand in.
const FILE: &str = "batch.nix";

/// Evaluation nests deeper than the stack of a test allows.
const STACK: usize = 64 << 20;

/// What the evaluator says of an expression.
enum Said {
    /// This value, as [`shown`] shows it.
    Value(Value),
    /// Nix throws, and `tryEval` catches it.
    Thrown,
    /// Nix fails for good.
    Error,
    /// Only Nix knows, for this reason.
    Unknown(String),
}

/// An expression, and what the evaluator says of it and why.
struct Asked {
    seed: u64,
    text: String,
    said: Said,
    reason: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = vec![trial("expressions", compare)];
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn compare() -> Result<Done, String> {
    let nix = match Nix::find() {
        Ok(nix) => nix,
        Err(message) => return lacking(&message),
    };
    let (first, count) = rounds("IMP_ORACLE", EXPRESSIONS);
    let seeds: Vec<u64> = (first..first + count).collect();
    let (left, right) = seeds.split_at(seeds.len() / 2);
    let half = |seeds: &[u64]| {
        let mut counts = Counts::default();
        for batch in seeds.chunks(BATCH) {
            counts.batch(nix, batch)?;
        }
        Ok::<_, String>(counts)
    };
    let counts = std::thread::scope(|scope| {
        let start = |seeds| {
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || half(seeds))
        };
        let halves = [start(left), start(right)].map(|half| half.expect("a thread starts"));
        halves.map(|half| half.join().expect("no half panics"))
    });
    let [left, right] = counts;
    left?.and(right?).judge(first)
}

/// What came out, and what the two do not agree on.
#[derive(Default)]
struct Counts {
    values: usize,
    thrown: usize,
    errors: usize,
    unknown: BTreeMap<String, usize>,
    disagreements: Vec<String>,
}

impl Counts {
    fn batch(&mut self, nix: &Nix, seeds: &[u64]) -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        // Without links in it, as Nix shows paths.
        let root = fs::canonicalize(folder.path()).map_err(|error| error.to_string())?;
        for (path, text) in FILES {
            let path = root.join(path);
            let write =
                fs::create_dir_all(path.with_file_name("")).and_then(|()| fs::write(&path, text));
            write.map_err(|error| error.to_string())?;
        }
        let (mut values, mut failures) = (Vec::new(), Vec::new());
        for seed in seeds {
            let asked = ask(*seed);
            match &asked.said {
                Said::Value(_) => self.values += 1,
                Said::Thrown => self.thrown += 1,
                Said::Error => self.errors += 1,
                Said::Unknown(reason) => *self.unknown.entry(reason.clone()).or_default() += 1,
            }
            match asked.said {
                Said::Value(_) | Said::Thrown => values.push(asked),
                Said::Error => failures.push(asked),
                Said::Unknown(_) => {}
            }
        }
        self.disagreements.extend(different(nix, &root, &values));
        self.disagreements.extend(not_failing(nix, &root, &failures)?);
        Ok(())
    }

    fn and(mut self, other: Self) -> Self {
        self.values += other.values;
        self.thrown += other.thrown;
        self.errors += other.errors;
        for (reason, count) in other.unknown {
            *self.unknown.entry(reason).or_default() += count;
        }
        self.disagreements.extend(other.disagreements);
        self
    }

    fn judge(self, first: u64) -> Result<Done, String> {
        let unknown: usize = self.unknown.values().sum();
        let all = self.values + self.thrown + self.errors + unknown;
        let share = |part: usize| format!("{:.1} %", part as f64 * 100.0 / all as f64);
        println!(
            "{all} expressions from seed {first}: {} have a value, {} throw, {} fail, {} are unknown",
            share(self.values),
            share(self.thrown),
            share(self.errors),
            share(unknown),
        );
        let mut reasons: Vec<(&String, &usize)> = self.unknown.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in reasons.iter().take(12) {
            println!("  {count:6} {reason}");
        }
        if !self.disagreements.is_empty() {
            let count = self.disagreements.len();
            return Err(format!("{count} disagreements\n\n{}", self.disagreements.join("\n\n")));
        }
        // A generator or an evaluator that gives up would compare nothing.
        if self.values * 2 < all || self.errors == 0 || self.thrown == 0 || unknown * 4 > all {
            return Err("too few of these say something".to_owned());
        }
        Ok(Done::Passed)
    }
}

fn ask(seed: u64) -> Asked {
    let text = expression(seed);
    // As a directory is listed, with the file that the expression stands in.
    let files = MemoryFiles::new(FILES.into_iter().chain([(FILE, "")]));
    let mut evaluator = Evaluator::new(&files);
    let path = TreePath::new(FILE).expect("a path below the root");
    let known = evaluator
        .file(&path, syntax::parse(text.as_str().into()))
        .and_then(|value| evaluator.known_value(&value));
    let (said, reason) = match known {
        Ok(known) => (Said::Value(shown(&known)), String::new()),
        Err(stop) => {
            let said = match stop.kind {
                StopKind::Thrown => Said::Thrown,
                StopKind::Error => Said::Error,
                StopKind::Unknown => Said::Unknown(kind_of(&stop.reason)),
            };
            (said, stop.reason)
        }
    };
    Asked { seed, text, said, reason }
}

/// A reason without what differs from expression to expression.
fn kind_of(reason: &str) -> String {
    let outside = reason.split('`').step_by(2);
    outside.collect::<Vec<_>>().join("…").chars().take(80).collect()
}

/// A value as JSON that keeps types apart, as [`SHOWN`] makes it.
fn shown(known: &Known) -> Value {
    match known {
        Known::Null => Value::Null,
        Known::Bool(value) => json!(value),
        Known::Int(number) => json!({ "int": number.to_string() }),
        Known::Float(number) => json!({ "float": number }),
        Known::String(text) => json!(text),
        Known::Path(path) => json!({ "path": format!("/{path}").trim_end_matches("/.") }),
        Known::List(items) => items.iter().map(shown).collect(),
        Known::Attrs(attrs) => {
            let pairs = attrs.iter().map(|(name, attr)| json!([name, shown(&attr.value)]));
            json!({ "set": pairs.collect::<Vec<_>>() })
        }
    }
}

/// The function of Nix that shows a value as [`shown`] does; functions are thrown, because they are no data.
const SHOWN: &str = r#"
  shown = v:
    if builtins.isFunction v then throw "a function"
    else if builtins.isInt v then { int = toString v; }
    else if builtins.isFloat v then { float = v; }
    else if builtins.isPath v then { path = builtins.substring (builtins.stringLength root) (-1) (toString v); }
    else if builtins.isList v then map shown v
    else if builtins.isAttrs v then { set = map (name: [ name (shown v.${name}) ]) (builtins.attrNames v); }
    else v;
"#;

/// The expressions of which Nix does not say what the evaluator does.
fn different(nix: &Nix, root: &Path, asked: &[Asked]) -> Vec<String> {
    if asked.is_empty() {
        return Vec::new();
    }
    let each: String =
        asked.iter().map(|asked| format!("(answer (\n{}\n))\n", asked.text)).collect();
    let text = format!(
        "let root = {}; {SHOWN} answer = v: builtins.tryEval \
         (let s = shown v; in builtins.deepSeq s (builtins.toJSON s)); in [ {each} ]",
        quoted(root)
    );
    let file = root.join(FILE);
    fs::write(&file, text).expect("a file");
    match (nix.eval(&format!("import {}", quoted(&file))), asked) {
        (Ok(answers), _) => {
            let answers = answers.as_array().map_or(&[][..], Vec::as_slice);
            assert_eq!(answers.len(), asked.len(), "an answer to each");
            asked
                .iter()
                .zip(answers)
                .filter_map(|(asked, answer)| difference(asked, answer))
                .collect()
        }
        (Err(_), [Asked { said: Said::Error, .. }]) => Vec::new(),
        (Err(message), [one]) => vec![report(one, &message)],
        (Err(_), _) => {
            let (left, right) = asked.split_at(asked.len() / 2);
            [different(nix, root, left), different(nix, root, right)].concat()
        }
    }
}

fn difference(asked: &Asked, answer: &Value) -> Option<String> {
    let said = match &asked.said {
        Said::Value(value) => value,
        Said::Thrown if answer["success"] == false => return None,
        _ => return Some(report(asked, &answer.to_string())),
    };
    let text = answer["value"].as_str().unwrap_or("null");
    let theirs: Value = serde_json::from_str(text).expect("JSON from `toJSON`");
    (answer["success"] == false || theirs != *said).then(|| report(asked, &answer.to_string()))
}

/// The expressions that Nix evaluates although the evaluator says that it can't.
fn not_failing(nix: &Nix, root: &Path, asked: &[Asked]) -> Result<Vec<String>, String> {
    let mut lines = format!("shown = let root = {}; {SHOWN} in shown\n", quoted(root));
    for (number, asked) in asked.iter().enumerate() {
        let file = root.join(format!("failure-{number}.nix"));
        fs::write(&file, &asked.text).map_err(|error| error.to_string())?;
        let file = quoted(&file);
        lines += &format!(
            "let s = shown (import {file}); in builtins.deepSeq s (\"value\" + \" {number}!\")\n"
        );
        // Where a file ends too early, the next line is taken for the rest of it.
        lines += ")\n";
    }
    // It may write what it reads, so what is looked for is in no line as a whole.
    let lines = lines.replace("\n  ", " ") + "\"the\" + \" end\"\n";
    let output = nix.repl(&lines)?;
    if !output.contains("the end") {
        return Err(format!("nix repl does not come to its end: {output}"));
    }
    let evaluated = |number: usize| output.contains(&format!("value {number}!"));
    let wrong: Vec<usize> = (0..asked.len()).filter(|number| evaluated(*number)).collect();
    for number in 0..asked.len() {
        fs::remove_file(root.join(format!("failure-{number}.nix")))
            .map_err(|error| error.to_string())?;
    }
    // Once more alone: the files of the others are in no directory that it lists.
    let alone = wrong.iter().flat_map(|number| different(nix, root, &asked[*number..=*number]));
    Ok(alone.collect())
}

fn report(asked: &Asked, theirs: &str) -> String {
    let ours = match &asked.said {
        Said::Value(value) => value.to_string(),
        Said::Thrown => format!("throws: {}", asked.reason),
        Said::Error => format!("fails: {}", asked.reason),
        Said::Unknown(reason) => reason.clone(),
    };
    format!("seed {}: {}\nnix:  {theirs}\nours: {ours}", asked.seed, asked.text)
}
