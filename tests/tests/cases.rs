//! Runs every folder below `cases/` as a test of that name.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use tests::{case, programs, trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = match case::discover(&tests::folder().join("cases")) {
        Ok(cases) => cases
            .into_iter()
            .map(|case| trial(case.name.clone(), move || case.check(programs::blessing())))
            .collect(),
        Err(message) => vec![Trial::test("corpus", move || Err(message.into()))],
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}
