//! Shows a file in the browser of whoever runs the program.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::Failure;

/// Opens a file: with the programs in `BROWSER`, which are separated by `:`, else with what the system has.
/// Does not wait for the browser to end; one that soon ends with a failure has opened nothing.
///
/// # Errors
/// When none of them opens it; the way out names the file.
pub fn open(file: &Path) -> Result<(), Failure> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let asked = std::env::var_os("BROWSER").filter(|asked| !asked.is_empty());
    for program in programs(asked) {
        let mut command = Command::new(&program);
        command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.spawn().is_ok_and(|mut child| !soon_fails(&mut child)) {
            return Ok(());
        }
    }
    let help = format!("open it yourself: {}", file.display());
    Err(Failure::new("no browser could be started").help(help))
}

/// How often a browser is looked after, for a second in all…
const LOOKS: u32 = 50;
/// … and the time between.
const PAUSE: Duration = Duration::from_millis(20);

/// Whether a program ends with a failure while it is waited for.
fn soon_fails(child: &mut Child) -> bool {
    for _ in 0..LOOKS {
        match child.try_wait() {
            Ok(Some(status)) => return !status.success(),
            Ok(None) => sleep(PAUSE),
            Err(_) => return false,
        }
    }
    false
}

fn programs(asked: Option<OsString>) -> Vec<OsString> {
    match asked {
        Some(asked) => std::env::split_paths(&asked).map(Into::into).collect(),
        None if cfg!(target_os = "macos") => vec!["open".into()],
        None => ["xdg-open", "wslview", "sensible-browser"].map(Into::into).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_that_was_asked_for_is_the_only_one() {
        assert_eq!(programs(Some("firefox:links".into())), ["firefox", "links"]);
        assert!(!programs(None).is_empty());
    }
}
