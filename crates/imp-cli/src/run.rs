//! From `main` to the exit status.
//!
//! In goes the program as a function from its arguments to [`Exit`] or [`Failure`]; out comes the status,
//! with everything on the right stream: results on standard output only when there was no failure,
//! failures on standard error, as JSON when JSON was asked for. A panic is a failure too, and says
//! that it is a bug.

use std::ffi::{OsStr, OsString};
use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Parser;

use crate::args::CommonArgs;
use crate::{ColorChoice, Exit, Failure, Streams};

/// The stack of the thread that runs the program, in bytes.
///
/// Dropping and walking syntax trees is recursive; chains of operators are as deep as they are long. The
/// main thread's stack is the user's `ulimit`, so the work never happens there. The pages are
/// only used when they are touched.
pub(crate) const STACK_SIZE: usize = 64 << 20;

/// Runs a program: `A` are its arguments, `body` does the work and hands text to [`Streams::out`].
///
/// `main.rs` is `fn main() -> ExitCode { imp_cli::run("imp-x", imp_x::cli::run) }` and the allocator.
pub fn run<A>(
    tool: &'static str,
    body: impl FnOnce(A, &Streams) -> Result<Exit, Failure> + Send,
) -> ExitCode
where
    A: Parser + AsRef<CommonArgs> + Send,
{
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let wants_json = wants_json(&arguments);
    let args = match A::try_parse_from(&arguments) {
        Ok(args) => args,
        Err(error) => {
            return end(tool, &Streams::new(ColorChoice::Auto), wants_json, usage(&error));
        }
    };
    let common: &CommonArgs = args.as_ref();
    let streams = Streams::new(common.color);
    if let Some(directory) = &common.directory
        && let Err(error) = std::env::set_current_dir(directory)
    {
        let failure =
            Failure::new(format!("can't change to `{}`", directory.display())).because(&error);
        return end(tool, &streams, wants_json, Outcome::Failed(failure));
    }
    let outcome = on_big_stack(|| body(args, &streams));
    end(tool, &streams, wants_json, outcome)
}

/// Does something on a stack of this many bytes, for recursion that is as deep as its input is long.
///
/// # Errors
/// What was said when it panicked, or why there is no such stack.
pub fn on_stack<T: Send>(size: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("imp-deep".into()).stack_size(size);
        match thread.spawn_scoped(scope, work) {
            Err(error) => Err(no_thread(&error)),
            Ok(running) => running.join().map_err(|_| bug()),
        }
    })
}

/// What is said when the system starts no more threads, which is no bug.
pub(crate) fn no_thread(error: &dyn std::error::Error) -> Failure {
    Failure::new("the system starts no more threads")
        .because(error)
        .help("allow more memory (`ulimit -v`) or more processes (`ulimit -u`)")
}

/// Ends the program with a failure from where it can't be returned. Nobody looks for the way here, as for a bug: that
/// takes memory, and hangs where there is none.
pub(crate) fn give_up(failure: Failure) -> ! {
    std::panic::resume_unwind(Box::new(failure))
}

/// Does something that may panic because of a bug in a library.
///
/// # Errors
/// What was said when it panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| bug())
}

enum Outcome {
    Done(Exit),
    /// Text for standard output, which was all that was asked for.
    Shown(String),
    Failed(Failure),
    /// Wrong arguments: the whole text of clap for people, and the failure for JSON.
    Misused(String, Failure),
}

fn end(tool: &str, streams: &Streams, wants_json: bool, outcome: Outcome) -> ExitCode {
    let result = match outcome {
        Outcome::Done(exit @ (Exit::Clean | Exit::Findings)) => streams.finish().map(|()| exit),
        Outcome::Done(Exit::Failure) => Ok(Exit::Failure),
        Outcome::Shown(text) => {
            streams.out(&text);
            streams.finish().map(|()| Exit::Clean)
        }
        Outcome::Misused(text, _) if !wants_json => {
            streams.err(&text);
            Ok(Exit::Failure)
        }
        Outcome::Failed(failure) | Outcome::Misused(_, failure) => Err(failure),
    };
    let exit = result.unwrap_or_else(|failure| {
        streams.err(&if wants_json {
            failure.to_json(tool)
        } else {
            failure.to_text(streams.err_paint())
        });
        Exit::Failure
    });
    exit.into()
}

fn usage(error: &clap::Error) -> Outcome {
    let text = error.render().to_string();
    if !error.use_stderr() {
        return Outcome::Shown(text);
    }
    let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let (message, rest) = message.split_once("\n\n").unwrap_or((message, ""));
    let mut failure = Failure::new(message.split_whitespace().collect::<Vec<_>>().join(" "));
    if !rest.is_empty() {
        failure = failure.help(rest.trim());
    }
    Outcome::Misused(text, failure)
}

/// Whether JSON was asked for, also in arguments that are wrong otherwise.
fn wants_json(arguments: &[OsString]) -> bool {
    let mut before: Option<&OsStr> = None;
    for argument in arguments.iter().skip(1) {
        if argument == "--" {
            break;
        }
        if argument == "--json"
            || argument == "--format=json"
            || (argument == "json" && before.is_some_and(|before| before == "--format"))
        {
            return true;
        }
        before = Some(argument);
    }
    false
}

/// What the last panic said, in whichever thread: its message and where in imp it was.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

fn on_big_stack(body: impl FnOnce() -> Result<Exit, Failure> + Send) -> Outcome {
    let default_hook = std::panic::take_hook();
    let wants_backtrace = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    std::panic::set_hook(Box::new(move |info| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(describe(info));
        if wants_backtrace {
            default_hook(info);
        }
    }));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("imp".into()).stack_size(STACK_SIZE);
        match thread.spawn_scoped(scope, body) {
            Err(error) => Outcome::Failed(no_thread(&error)),
            Ok(running) => match running.join() {
                Ok(Ok(exit)) => Outcome::Done(exit),
                Ok(Err(failure)) => Outcome::Failed(failure),
                // What panics with a failure could not return it.
                Err(thrown) => {
                    Outcome::Failed(thrown.downcast().map_or_else(|_| bug(), |failure| *failure))
                }
            },
        }
    })
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let place =
        info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    format!("{message}{place}")
}

fn bug() -> Failure {
    let said = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    let version = crate::version();
    Failure::new(format!(
        "this is a bug in imp {version}: {}",
        said.as_deref().unwrap_or("no message")
    ))
    .help(concat!(
        "please report it with the command that you ran: ",
        env!("CARGO_PKG_REPOSITORY"),
        "/issues"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognised_in_broken_arguments() {
        let wants =
            |line: &str| wants_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(wants("p --no-such --json"));
        assert!(wants("p check --format json"));
        assert!(wants("p --format=json"));
        assert!(!wants("p json"));
        assert!(!wants("p -- --json"));
    }

    #[test]
    fn a_panic_becomes_a_failure_that_says_it_is_a_bug() {
        let outcome = on_big_stack(|| panic!("the list is empty"));
        drop(std::panic::take_hook());
        let Outcome::Failed(failure) = outcome else { panic!("no failure") };
        assert!(failure.to_string().starts_with("this is a bug in imp"), "{failure}");
        assert!(
            failure.to_string().contains("the list is empty (crates/imp-cli/src/run.rs:"),
            "{failure}"
        );
    }

    #[test]
    fn the_work_has_a_big_stack() {
        fn deep(n: usize) -> usize {
            let frame = std::hint::black_box([n; 128]);
            if n == 0 { 0 } else { deep(n - 1) + std::hint::black_box(frame)[0] - n + 1 }
        }
        let outcome =
            on_big_stack(|| Ok(if deep(10_000) == 10_000 { Exit::Clean } else { Exit::Findings }));
        drop(std::panic::take_hook());
        assert!(matches!(outcome, Outcome::Done(Exit::Clean)));
    }
}
