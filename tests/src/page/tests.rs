//! The runner on pages made here: every way in which a page can fail does fail.

use super::*;

fn page(text: &str) -> Page {
    Page { path: "page.md".into(), text: text.into(), parts: markdown::parts(text) }
}

fn passes(text: &str) {
    assert_eq!(page(text).check(None, false), Ok(Done::Passed));
}

fn fails(text: &str, part: &str) {
    let message = page(text).check(None, false).unwrap_err();
    assert!(message.contains(part), "{message}");
}

#[test]
fn commands_run_in_the_tree_and_what_they_print_is_compared() {
    passes("<!-- tree -->\n\n```console\n$ echo 1 > a\n$ cat a\n1\n```\n");
    passes("<!-- tree nix/templates/minimal -->\n\n```console\n$ ls\nflake.nix\nnix\n```\n");
    passes("<!-- tree\ngit\n-->\n\n```console\n$ git log --format=%s\nin\n```\n");
    passes("<!-- tree -->\n\n<!-- run echo 1 > a -->\n\n```console\n$ cat a\n1\n```\n");
    fails("<!-- tree -->\n\n```console\n$ echo 1\n2\n```\n", "page.md:3: $ echo 1\n");
    fails("<!-- tree -->\n\n```console\n$ echo 1\n```\n", "+1");
    fails("<!-- tree -->\n\n```console\n1\n```\n", "before any `$ ` command");
    fails("<!-- tree no/such -->\n", "no directory `no/such`");
    fails("<!-- tree\ngti\n-->\n", "no directive");
    fails("```console\n$ ls\n```\n", "stands before it");
    fails("<!-- tree -->\n\n<!-- run false -->\n", "ended with 1");
}

#[test]
fn the_status_counts() {
    passes("<!-- tree -->\n\n```console exit=3\n$ true\n$ exit 3\n```\n");
    fails("<!-- tree -->\n\n```console\n$ exit 3\n```\n", "ended with 3, not 0");
    fails("<!-- tree -->\n\n```console exit=3\n$ exit 3\n$ exit 3\n```\n", "ended with 3, not 0");
    fails("<!-- tree -->\n\n```console exit=1\n$ true\n```\n", "ended with 0, not 1");
    fails("<!-- tree -->\n\n```sh\nfalse\ntrue\n```\n", "ended with 1, not 0");
}

#[test]
fn files_are_written_and_directories_entered() {
    passes(
        "<!-- tree -->\n\n```nix\n# a/b.nix\n1\n```\n\n```console\n$ cd a\n$ cat b.nix\n1\n```\n",
    );
    fails("<!-- tree -->\n\n```console\n$ cd a\n```\n", "`cd a` ended with 1");
}

#[test]
fn what_needs_nix_or_the_network_waits() {
    passes("<!-- tree -->\n\n```console nix\n$ false\n```\n\n```sh not-run\nfalse\n```\n");
    assert!(page("```console nix\n$ nix fmt\n```\n").needs_nix());
}
