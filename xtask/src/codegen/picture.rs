//! The pictures of the example flake in the README, light and dark.

use xshell::{Shell, cmd};

use super::Made;

const FLAKE: &str = "nix/templates/full";
const PICTURES: [(&str, &str); 2] =
    [("light", "docs/pictures/full-light.svg"), ("dark", "docs/pictures/full-dark.svg")];

/// Draws the example flake.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn std::error::Error>> {
    let draw = |(theme, path): (&str, &'static str)| {
        let title = "The example flake, nix/templates/full";
        let drawn = cmd!(
            shell,
            "cargo run --quiet --package imp-vis -- --root {FLAKE} --exclude files.** --format svg --theme {theme} --title {title}"
        );
        Ok((path, drawn.quiet().read()? + "\n"))
    };
    PICTURES.into_iter().map(draw).collect()
}
