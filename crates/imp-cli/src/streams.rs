//! Everything that people see goes through one [`Streams`] value.
//!
//! Standard output is kept in memory until the program has succeeded, so that it is empty after a
//! failure, whatever was done before; but for what a person must see first ([`Streams::out_now`]). Standard error is written at once. A closed pipe is no error:
//! nobody is reading any more, and the exit status stays what it was.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::escape::one_line;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`
    #[default]
    Auto,
    /// Also in files and pipes
    Always,
    /// Not at all
    Never,
}

/// Where text for people goes.
pub struct Streams {
    out: Mutex<Vec<u8>>,
    captured: Option<Arc<Mutex<Vec<u8>>>>,
    out_paint: Paint,
    err_paint: Paint,
    out_is_terminal: bool,
    err_is_terminal: bool,
}

impl Streams {
    /// The streams of this process.
    pub fn new(choice: ColorChoice) -> Self {
        let out_is_terminal = std::io::stdout().is_terminal();
        let err_is_terminal = std::io::stderr().is_terminal();
        let wanted = environment_wants_colour();
        Self {
            out: Mutex::default(),
            captured: None,
            out_paint: Paint::decide(choice, out_is_terminal, wanted),
            err_paint: Paint::decide(choice, err_is_terminal, wanted),
            out_is_terminal,
            err_is_terminal,
        }
    }

    /// Streams that keep what is written, without colour, for tests; see [`Streams::take`].
    pub fn captured() -> Self {
        Self {
            out: Mutex::default(),
            captured: Some(Arc::default()),
            out_paint: Paint::Plain,
            err_paint: Paint::Plain,
            out_is_terminal: false,
            err_is_terminal: false,
        }
    }

    /// What was written to captured streams since the last call: standard output and standard error.
    pub fn take(&self) -> (String, String) {
        let text =
            |bytes: &mut Vec<u8>| String::from_utf8_lossy(&std::mem::take(bytes)).into_owned();
        let out = text(&mut lock(&self.out));
        let err = self.captured.as_ref().map(|err| text(&mut lock(err))).unwrap_or_default();
        (out, err)
    }

    /// Adds to the result, which is written to standard output when the program succeeds.
    pub fn out(&self, text: &str) {
        lock(&self.out).extend_from_slice(text.as_bytes());
    }

    /// Adds to the result, and writes all of it at once: for what must be seen before anything is done.
    ///
    /// # Errors
    /// A failure when it can't be written, except to a pipe that was closed.
    pub fn out_now(&self, text: &str) -> Result<(), Failure> {
        self.out(text);
        self.finish()
    }

    /// Adds lines for people to the result. Control characters, newlines too, are escaped: what a file is called
    /// makes no line of its own.
    pub fn lines(&self, lines: impl IntoIterator<Item = impl AsRef<str>>) {
        for line in lines {
            self.out(&format!("{}\n", one_line(line.as_ref())));
        }
    }

    /// Adds bytes to the result as they are.
    pub fn out_bytes(&self, bytes: &[u8]) {
        lock(&self.out).extend_from_slice(bytes);
    }

    /// Writes a line for people to standard error at once. Control characters, newlines too, are escaped.
    pub fn note(&self, line: &str) {
        self.err(&format!("{}\n", one_line(line)));
    }

    /// Writes text that is already rendered and safe to standard error at once.
    pub fn err(&self, text: &str) {
        match &self.captured {
            Some(captured) => lock(captured).extend_from_slice(text.as_bytes()),
            // There is nowhere left to say that standard error can't be written.
            None => drop(std::io::stderr().lock().write_all(text.as_bytes())),
        }
    }

    /// How to colour what goes to standard output.
    pub fn out_paint(&self) -> Paint {
        self.out_paint
    }

    /// How to colour what goes to standard error.
    pub fn err_paint(&self) -> Paint {
        self.err_paint
    }

    /// Whether a person sees standard output directly.
    pub fn out_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// Whether a person sees standard error directly.
    pub fn err_is_terminal(&self) -> bool {
        self.err_is_terminal
    }

    /// Whether a person can be asked: standard input and standard error are a terminal.
    pub fn can_ask(&self) -> bool {
        self.captured.is_none() && self.err_is_terminal && std::io::stdin().is_terminal()
    }

    /// Asks on standard error, and gives the line that was answered, without white space around it; nothing at the end
    /// of the input.
    ///
    /// # Errors
    /// When standard input can't be read.
    pub fn ask(&self, question: &str) -> Result<Option<String>, Failure> {
        self.err(&format!("{} ", one_line(question)));
        let mut line = String::new();
        let length = std::io::stdin().read_line(&mut line);
        let length =
            length.map_err(|error| Failure::new("can't read the answer").because(&error))?;
        if length == 0 {
            self.err("\n");
            return Ok(None);
        }
        Ok(Some(line.trim().to_owned()))
    }

    /// Asks a question that has yes or no for an answer, until it gets one. Nothing means `default`, and so does the end
    /// of the input, but only for no.
    ///
    /// # Errors
    /// As [`Streams::ask`], and when the input ends where yes would be the answer.
    pub fn yes_or_no(&self, question: &str, default: bool) -> Result<bool, Failure> {
        let answer = self.yes_no_or_end(question, default)?;
        answer.or((!default).then_some(false)).ok_or_else(unanswered)
    }

    /// The same where going on without an answer would do something: the end of the input is a failure.
    ///
    /// # Errors
    /// As [`Streams::ask`], and when the input ends.
    pub fn choose_yes_or_no(&self, question: &str, default: bool) -> Result<bool, Failure> {
        self.yes_no_or_end(question, default)?.ok_or_else(unanswered)
    }

    fn yes_no_or_end(&self, question: &str, default: bool) -> Result<Option<bool>, Failure> {
        let question = format!("{question} [{}]", if default { "Y/n" } else { "y/N" });
        loop {
            let Some(answer) = self.ask(&question)? else { return Ok(None) };
            match answer.to_lowercase().as_str() {
                "" => return Ok(Some(default)),
                "y" | "yes" => return Ok(Some(true)),
                "n" | "no" => return Ok(Some(false)),
                _ => self.note("answer `y` or `n`"),
            }
        }
    }

    /// Asks for a text; nothing is an answer.
    ///
    /// # Errors
    /// As [`Streams::ask`], and when the input ends.
    pub fn choose_text(&self, question: &str) -> Result<String, Failure> {
        self.ask(question)?.ok_or_else(unanswered)
    }

    /// Asks for one of several things, each with its name and what it is, by name or number, until it gets one. Nothing
    /// means the one at `default`. Gives its place in the list.
    ///
    /// # Errors
    /// As [`Streams::ask`], and when the input ends.
    pub fn choose(
        &self,
        question: &str,
        offered: &[(String, String)],
        default: usize,
    ) -> Result<usize, Failure> {
        self.note(question);
        let width = offered.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (number, (name, what)) in offered.iter().enumerate() {
            self.note(&format!("  {}  {name:width$}  {what}", number + 1));
        }
        let shown = offered.get(default).map(|(name, _)| name.as_str()).unwrap_or_default();
        loop {
            let answer = self.ask(&format!("Name or number [{shown}]:"))?.ok_or_else(unanswered)?;
            if answer.is_empty() {
                return Ok(default);
            }
            let number = answer.parse().ok().and_then(|number: usize| number.checked_sub(1));
            let named = offered.iter().position(|(name, _)| *name == answer);
            match named.or(number.filter(|number| *number < offered.len())) {
                Some(found) => return Ok(found),
                None => self.note(&format!("there is no `{answer}`")),
            }
        }
    }

    /// A line that says how far `what` is: on a terminal, from half a second on, gone when dropped.
    pub fn progress<'a>(&'a self, what: &'a str) -> Progress<'a> {
        Progress { streams: self, what, started: Instant::now(), shown: AtomicU64::new(0) }
    }

    /// Writes the result that [`Streams::out`] collected.
    ///
    /// # Errors
    /// A failure when it can't be written, except to a pipe that was closed.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        if self.captured.is_some() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut *lock(&self.out));
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(&bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new("can't write to standard output").because(&error))
            }
            _ => Ok(()),
        }
    }
}

/// A line on the terminal that says how far something is. See [`Streams::progress`].
pub struct Progress<'a> {
    streams: &'a Streams,
    what: &'a str,
    started: Instant,
    /// Milliseconds after the start when it was last shown; 0 for never.
    shown: AtomicU64,
}

impl Progress<'_> {
    /// How long nothing is shown, and how often the line may change then.
    const FIRST: Duration = Duration::from_millis(500);
    const EVERY: Duration = Duration::from_millis(100);

    /// Says that `done` things are done, of `total` when that is known. Cheap, and from any thread.
    pub fn tick(&self, done: usize, total: Option<usize>) {
        if !self.streams.err_is_terminal {
            return;
        }
        let now = self.started.elapsed();
        let last = self.shown.load(Ordering::Relaxed);
        if now < Self::FIRST || now < Duration::from_millis(last) + Self::EVERY {
            return;
        }
        let mark = now.as_millis() as u64;
        if self.shown.compare_exchange(last, mark, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let what = one_line(self.what);
            let total = total.map(|total| format!("/{total}")).unwrap_or_default();
            self.streams.err(&format!("\r\x1b[K{what} {done}{total}"));
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            self.streams.err("\r\x1b[K");
        }
    }
}

/// Whether a stream takes colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// No escapes at all.
    Plain,
    /// ANSI escapes.
    Color,
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// An error and its underline.
    Error,
    /// A warning and its underline.
    Warning,
    /// A note.
    Note,
    /// Line numbers, arrows and the like.
    Frame,
    /// What to read first.
    Bold,
    /// A line that was added.
    Added,
    /// A line that was removed.
    Removed,
    /// The head of a hunk.
    Hunk,
}

impl Paint {
    /// `text` in the colours of `style`, or as it is.
    pub fn with(self, style: Style, text: &str) -> String {
        if self == Self::Plain || text.is_empty() {
            return text.to_owned();
        }
        let code = match style {
            Style::Error => "1;31",
            Style::Warning => "1;33",
            Style::Note => "1;36",
            Style::Frame => "1;34",
            Style::Bold => "1",
            Style::Added => "32",
            Style::Removed => "31",
            Style::Hunk => "36",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    fn decide(choice: ColorChoice, is_terminal: bool, environment_wants: bool) -> Self {
        match choice {
            ColorChoice::Always => Self::Color,
            ColorChoice::Auto if is_terminal && environment_wants => Self::Color,
            ColorChoice::Auto | ColorChoice::Never => Self::Plain,
        }
    }
}

fn environment_wants_colour() -> bool {
    // https://no-color.org: set and not empty, whatever the value.
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unanswered() -> Failure {
    Failure::new("the question was not answered").help("say it with flags; `--help` lists them")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_needs_a_terminal_or_an_order() {
        for (choice, is_terminal, wanted, expected) in [
            (ColorChoice::Auto, true, true, Paint::Color),
            (ColorChoice::Auto, true, false, Paint::Plain),
            (ColorChoice::Auto, false, true, Paint::Plain),
            (ColorChoice::Always, false, false, Paint::Color),
            (ColorChoice::Never, true, true, Paint::Plain),
        ] {
            assert_eq!(Paint::decide(choice, is_terminal, wanted), expected, "{choice:?}");
        }
    }

    #[test]
    fn notes_are_escaped_and_results_are_kept_apart() {
        let streams = Streams::captured();
        streams.out("result\n");
        streams.lines(["a\nb", "c"]);
        streams.note("careful: \u{1b}[31m");
        let (out, err) = ("result\na\\nb\nc\n", "careful: \\u{1b}[31m\n");
        assert_eq!(streams.take(), (out.into(), err.into()));
        assert_eq!(streams.take(), (String::new(), String::new()));
    }
}
