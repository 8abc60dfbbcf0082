//! The pictures of the README, light and dark, and of the book.

use xshell::{Shell, cmd};

use super::Made;

const FULL: &str = "nix/templates/full";
const HTPC: &str = "tests/fixtures/docs/htpc";
const TWICE: &str = "tests/fixtures/docs/twice";

/// What is drawn: the file, the flake, the view, the theme and the title.
const PICTURES: [(&str, &str, &str, &str, &str); 7] = [
    (
        "docs/pictures/full-light.svg",
        FULL,
        "registry",
        "light",
        "The example flake, nix/templates/full",
    ),
    (
        "docs/pictures/full-dark.svg",
        FULL,
        "registry",
        "dark",
        "The example flake, nix/templates/full",
    ),
    ("docs/pictures/full.svg", FULL, "registry", "auto", "The example flake, nix/templates/full"),
    ("docs/pictures/htpc-outputs.svg", HTPC, "outputs", "auto", "What the flake offers"),
    ("docs/pictures/htpc-inputs.svg", HTPC, "inputs", "auto", "What the flake needs"),
    ("docs/pictures/htpc-files.svg", HTPC, "files", "auto", "Who imports whom"),
    ("docs/pictures/twice-inputs.svg", TWICE, "inputs", "auto", "Two versions of nixpkgs"),
];

/// Draws the example flakes.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn std::error::Error>> {
    let draw = |(path, flake, view, theme, title): (&'static str, &str, &str, &str, &str)| {
        // The function of an imp flake is no part of what it offers.
        let exclude = if flake == FULL { "files.**" } else { "" };
        let excluded = (!exclude.is_empty()).then_some(["--exclude", exclude]);
        let excluded = excluded.into_iter().flatten();
        let drawn = cmd!(
            shell,
            "cargo run --quiet --package imp-vis -- {view} --root {flake} {excluded...} --format svg --theme {theme} --title {title}"
        );
        Ok((path, drawn.quiet().ignore_stderr().read()? + "\n"))
    };
    PICTURES.into_iter().map(draw).collect()
}
