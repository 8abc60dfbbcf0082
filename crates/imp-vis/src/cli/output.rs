//! Where the text goes: to standard output, a file, a browser.

use imp_cli::{Failure, Streams, browser, write};

use super::args::{self, OutputArgs};

/// Refuses what nobody wants: a page on a terminal, a browser for what it can't show, a page that is called
/// otherwise.
pub(super) fn check(output: &OutputArgs, streams: &Streams) -> Result<(), Failure> {
    let format = output.format();
    if output.open && !matches!(format, "html" | "svg") {
        let message = format!("a browser can't show the format `{format}`");
        return Err(Failure::new(message).help("leave out `--open`, or take `--format svg`"));
    }
    if output.open && output.output.is_some() && output.file().is_none() {
        let message = "a browser can't show what goes to standard output";
        return Err(Failure::new(message).help("leave out `--open`, or say `-o FILE`"));
    }
    if let Some(ending) = output.unknown_ending() {
        let endings: Vec<&str> = args::endings().collect();
        let message = format!("no format has the ending `.{ending}`");
        let help = format!("take `.{}`, or say `--format`", endings.join("`, `."));
        return Err(Failure::new(message).help(help));
    }
    for Only { option, is_given, formats, instead } in ONLY {
        if is_given(output) && !formats.contains(&format) {
            let message = format!("`{option}` says nothing to the format `{format}`");
            let take = format!("take `--format {}`", formats.join("`, `--format "));
            return Err(Failure::new(message).help(format!("{take}, or {instead}")));
        }
    }
    let is_address = |url: &String| {
        let rest = ["https://", "http://"].iter().find_map(|start| url.strip_prefix(start));
        rest.is_some_and(|rest| !rest.is_empty())
    };
    if let Some(url) = output.source_url.as_ref().filter(|url| !is_address(url)) {
        let message = format!("`--source-url {url}` is no address that a page can link to");
        return Err(Failure::new(message)
            .help("begin it with `https://`: `https://github.com/OWNER/NAME/blob/main`"));
    }
    if format == "html" && output.file().is_none() && !output.open && streams.out_is_terminal() {
        return Err(Failure::new("a page of HTML is not for a terminal").help(
            "look at it with `imp-vis --open`, write it with `imp-vis -o flake.html`, or read `imp-vis --format text`",
        ));
    }
    Ok(())
}

pub(super) fn write(output: &OutputArgs, text: &str, streams: &Streams) -> Result<(), Failure> {
    let file = match (output.file(), output.open) {
        (None, false) => {
            streams.out(text);
            return Ok(());
        }
        (Some(file), _) => {
            write::save(file, text)?;
            file.to_path_buf()
        }
        (None, true) => write::save_temporary(TEMPORARY, output.format(), text)?,
    };
    if output.open {
        browser::open(&file)?;
        if output.file().is_none() {
            streams.note(&format!("opened {}", file.display()));
        }
    }
    Ok(())
}

/// An option that only some formats have a use for.
struct Only {
    option: &'static str,
    is_given: fn(&OutputArgs) -> bool,
    formats: &'static [&'static str],
    /// What to do in the others.
    instead: &'static str,
}

const ONLY: [Only; 5] = [
    Only {
        option: "--invert",
        is_given: |output| output.invert,
        formats: &["text"],
        instead: "`--direction in`",
    },
    Only {
        option: "--pretty",
        is_given: |output| output.pretty,
        formats: &[args::JSON],
        instead: "leave it out",
    },
    Only {
        option: "--theme",
        is_given: |output| output.theme != args::Theme::Auto,
        formats: &["html", "svg"],
        instead: "leave it out",
    },
    Only {
        option: "--title",
        is_given: |output| output.title.is_some(),
        formats: &["html", "svg", "dot", "mermaid", "graphml"],
        instead: "leave it out",
    },
    Only {
        option: "--source-url",
        is_given: |output| output.source_url.is_some(),
        formats: &["html"],
        instead: "leave it out",
    },
];

/// How files that are only made for the browser begin.
const TEMPORARY: &str = "imp-vis-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_shows_pages_and_pictures() {
        let streams = Streams::captured();
        let output = |format: &str| OutputArgs {
            format: Some(format.into()),
            open: true,
            ..OutputArgs::default()
        };
        assert!(
            check(&output("svg"), &streams).is_ok() && check(&output("html"), &streams).is_ok()
        );
        let error = check(&output("dot"), &streams).unwrap_err().to_string();
        assert_eq!(error, "a browser can't show the format `dot`");
    }
}
