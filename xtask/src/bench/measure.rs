//! Runs programs turn by turn and says how long each took, and how much memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Turns that are not counted, until everything is in the caches; half as many as are counted if those are few.
const WARM_UP: usize = 3;

/// A program to measure.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// What to call it.
    pub(super) name: String,
    program: PathBuf,
    arguments: Vec<String>,
    /// The highest exit status of a run that counts.
    status: i32,
    environment: Vec<(String, PathBuf)>,
}

/// How long a program took, in seconds, in the order of the turns.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample(Vec<f64>);

impl Subject {
    pub(super) fn new(name: &str, program: &Path, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Self {
            name: name.to_owned(),
            program: program.to_owned(),
            arguments,
            environment: Vec::new(),
            status: 0,
        }
    }

    /// The same where exit status 1 says that there were findings.
    pub(super) fn may_find(self) -> Self {
        Self { status: 1, ..self }
    }

    /// The same with a setting of its environment.
    pub(super) fn with(mut self, setting: &str, value: &Path) -> Self {
        self.environment.push((setting.to_owned(), value.to_owned()));
        self
    }

    /// Runs it once; the time in seconds.
    pub(super) fn time(&self, folder: &Path) -> Result<f64, String> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status();
        let time = start.elapsed().as_secs_f64();
        match status {
            Ok(status) if status.code().is_some_and(|code| code <= self.status) => Ok(time),
            Ok(status) => Err(format!("{}: {status}", self.name)),
            Err(error) => Err(format!("{}: {error}", self.program.display())),
        }
    }
}

impl Sample {
    pub(super) fn push(&mut self, seconds: f64) {
        self.0.push(seconds);
    }

    pub(super) fn median(&self) -> f64 {
        median(self.0.clone())
    }

    /// The fastest and the slowest.
    pub(super) fn range(&self) -> (f64, f64) {
        range(&self.0)
    }

    /// The smallest and the largest ratio to the other sample in the same turn.
    pub(super) fn ratios(&self, other: &Self) -> (f64, f64) {
        let ratios: Vec<f64> =
            self.0.iter().zip(&other.0).map(|(mine, other)| mine / other).collect();
        range(&ratios)
    }
}

/// Times each subject once a turn; a subject that fails ends it all.
pub(super) fn turn_by_turn(
    subjects: &[Subject],
    folder: &Path,
    turns: usize,
) -> Result<Vec<Sample>, String> {
    let mut samples = vec![Sample::default(); subjects.len()];
    let warm_up = WARM_UP.min(turns / 2);
    for turn in 0..warm_up + turns {
        for (subject, sample) in subjects.iter().zip(&mut samples) {
            let time = subject.time(folder)?;
            if turn >= warm_up {
                sample.0.push(time);
            }
        }
    }
    Ok(samples)
}

/// The most memory that a subject held at once, in bytes: the median of so many runs.
///
/// `peak` is a small program that starts the subject and asks the kernel (`getrusage`) afterwards:
/// this one is larger than what it would measure, and a forked child starts at its parent's size.
pub(super) fn peak_memory(
    peak: &Path,
    subject: &Subject,
    folder: &Path,
    runs: usize,
) -> Result<u64, String> {
    let mut peaks = Vec::new();
    for _ in 0..runs {
        let mut command = Command::new(peak);
        command.arg(&subject.program).args(&subject.arguments).current_dir(folder);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("{}: {error}", peak.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let kibibytes: f64 =
            text.trim().parse().map_err(|_| format!("no number from {}", peak.display()))?;
        peaks.push(kibibytes * 1024.0);
    }
    Ok(median(peaks) as u64)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn range(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, 0.0), |(low, high), value| (low.min(*value), high.max(*value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_summed_up() {
        let (a, b) = (Sample(vec![3.0, 1.0, 2.0]), Sample(vec![1.0, 1.0, 4.0]));
        assert_eq!((a.median(), a.range()), (2.0, (1.0, 3.0)));
        assert_eq!(a.ratios(&b), (0.5, 3.0));
    }

    #[test]
    fn a_program_that_fails_is_no_sample() {
        let subject = Subject::new("false", Path::new("false"), &[]);
        assert!(turn_by_turn(&[subject], Path::new("."), 1).is_err());
    }
}
