//! The documentation is true: what it says to run is run, and prints what it says; what it shows parses; links lead
//! somewhere; and the book builds without a warning.

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Trial};
use tests::page::{Page, book, snippets, words};
use tests::world::World;
use tests::{Done, nix, programs, trial};

/// A test on all pages together.
type OnAll = fn(&[Page]) -> Result<Done, String>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = match book::pages() {
        Ok(pages) => trials(&Arc::new(pages)),
        Err(message) => vec![Trial::test("pages", move || Err(message.into()))],
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials(pages: &Arc<Vec<Page>>) -> Vec<Trial> {
    let whole: [(&str, OnAll); 3] = [("links", links), ("summary", summary), ("book", build)];
    let mut trials = Vec::new();
    for (name, check) in whole {
        let pages = pages.clone();
        trials.push(trial(name, move || check(&pages)));
    }
    let world: Arc<OnceLock<Result<World, String>>> = Arc::default();
    for page in pages.iter().filter(|page| !page.is_generated()) {
        let shown = page.clone();
        trials.push(trial(format!("{}/shown", page.path), move || shows(&shown)));
        // Both passes write into the page when they bless, so then they go one after the other.
        let (run, needs_nix, blessing) = (page.clone(), page.needs_nix(), programs::blessing());
        let later = world.clone();
        trials.push(trial(format!("{}/run", page.path), move || {
            let done = run.check(None, blessing)?;
            if blessing && needs_nix {
                return with_nix(&Page::read(&run.path)?, &later);
            }
            Ok(done)
        }));
        if needs_nix && !blessing {
            let (page, world) = (page.clone(), world.clone());
            trials.push(trial(format!("{}/nix", page.path), move || with_nix(&page, &world)));
        }
    }
    trials
}

fn links(pages: &[Page]) -> Result<Done, String> {
    passed(book::dead_links(pages))
}

fn summary(pages: &[Page]) -> Result<Done, String> {
    passed(book::summary_problems(pages)?)
}

fn build(pages: &[Page]) -> Result<Done, String> {
    let Some(mdbook) = programs::on_path("mdbook") else {
        return Ok(Done::Skipped("`mdbook` is not on PATH".to_owned()));
    };
    let said = book::build(&mdbook, pages)?;
    let is_warning = |line: &&str| ["WARN", "ERROR"].iter().any(|mark| line.contains(mark));
    passed(said.lines().filter(is_warning).map(str::to_owned).collect())
}

fn shows(page: &Page) -> Result<Done, String> {
    let mut problems = snippets::problems(page);
    problems.extend(words::problems(page));
    passed(problems)
}

fn with_nix(page: &Page, world: &OnceLock<Result<World, String>>) -> Result<Done, String> {
    if let Err(message) = nix::Nix::find() {
        return tests::lacking(&message);
    }
    // These two are no part of a machine that has Nix.
    if let Err(message) = nix::flake_parts().and(nix::nixpkgs_lib()) {
        return Ok(Done::Skipped(message));
    }
    let world = world.get_or_init(World::new).as_ref().map_err(Clone::clone)?;
    page.check(Some(world), programs::blessing())
}

fn passed(problems: Vec<String>) -> Result<Done, String> {
    if problems.is_empty() { Ok(Done::Passed) } else { Err(problems.join("\n")) }
}
