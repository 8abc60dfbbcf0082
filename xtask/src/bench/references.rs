//! What `imp-registry check` takes for one file with ever more references: the cost should grow with their number.

use std::fs;
use std::path::Path;

use super::measure::{self, Subject};
use crate::Outcome;

/// How many references the file has.
const COUNTS: [usize; 3] = [4_000, 16_000, 64_000];

/// How many of them lead nowhere, where they do: each is a finding, on one long line.
const BROKEN: [usize; 3] = [500, 2_000, 8_000];

/// Measures and prints.
pub(super) fn run(program: &Path, runs: usize) -> Outcome {
    println!("\nreferences in one file");
    measured("good", &COUNTS, program, runs, |count| {
        format!("{{ registry, ... }}:\n[\n{}]\n", "  registry.modules.base\n".repeat(count))
    })?;
    measured("broken, on one line", &BROKEN, program, runs, |count| {
        format!("{{ registry, ... }}: [ {}]\n", "registry.modules.bsae ".repeat(count))
    })
}

fn measured(
    what: &str,
    counts: &[usize],
    program: &Path,
    runs: usize,
    text: impl Fn(usize) -> String,
) -> Outcome {
    let mut before: Option<(usize, f64)> = None;
    for &count in counts {
        let folder = tempfile::tempdir()?;
        write(folder.path(), &text(count))?;
        let subject = Subject::new(what, program, &["check"]).may_find();
        let samples = measure::turn_by_turn(&[subject], folder.path(), runs.max(3))?;
        let [sample] = samples.as_slice() else { return Err("nothing measured".into()) };
        let time = sample.median();
        let growth = before.map_or(String::new(), |(fewer, less)| {
            format!(", {:.1} times that of {fewer}", time / less)
        });
        println!("    {count:6} {what:20} {:9.2} ms{growth}", time * 1000.0);
        before = Some((count, time));
    }
    Ok(())
}

/// A flake with one module and one file of outputs.
fn write(folder: &Path, outputs: &str) -> Outcome {
    let flake = "{
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp.src = ./outputs;
      imp.registry.src = ./registry;
    };
}
";
    fs::create_dir_all(folder.join("registry/modules"))?;
    fs::create_dir(folder.join("outputs"))?;
    fs::write(folder.join("flake.nix"), flake)?;
    fs::write(folder.join("registry/modules/base.nix"), "{ }\n")?;
    fs::write(folder.join("outputs/overlays.nix"), outputs)?;
    Ok(())
}
