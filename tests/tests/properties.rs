//! The properties that the fuzzer asks of any text, asked of what the tests have: the files and documents of the cases,
//! random expressions, each of them damaged somewhere, and every text that broke one before.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use tests::expression::{damaged, expression};
use tests::property::{PROPERTIES, check, seeds};
use tests::random::Random;
use tests::{Done, trial};

/// How many expressions each property is asked of.
const EXPRESSIONS: u64 = 100;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let one = |(name, _)| trial(name, move || holds(name));
    libtest_mimic::run(&arguments, PROPERTIES.map(one).into_iter().collect::<Vec<Trial>>())
        .exit_code()
}

fn holds(name: &str) -> Result<Done, String> {
    let texts = seeds(name).map_err(|error| error.to_string())?;
    if texts.len() < 5 {
        return Err(format!("{} texts to ask it of", texts.len()));
    }
    for (seed, text) in (0..).zip(texts.into_iter().chain((0..EXPRESSIONS).map(expression))) {
        let damaged = damaged(&mut Random::new(seed), &text);
        for text in [&text, &damaged] {
            let held = std::panic::catch_unwind(|| check(name, text));
            held.map_err(|_| format!("it does not hold of:\n{text}"))?;
        }
    }
    Ok(Done::Passed)
}
