//! The pages as a whole: which there are, that links lead somewhere, and that the book's summary has them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::markdown::Part;
use super::{Page, repository};

/// Where the book is.
pub const BOOK: &str = "docs";

/// Where files of the repository are read, for pages of the book, which does not have them.
const SOURCE: &str = "https://github.com/imp-nix/imp/blob/main/";

/// The pages that are not in the book.
const BESIDE: [&str; 4] =
    ["CONTRIBUTING.md", "README.md", "nix/tests/README.md", "tests/README.md"];

/// All pages, in the order of their paths.
///
/// # Errors
/// When one can't be read, or the book has none.
pub fn pages() -> Result<Vec<Page>, String> {
    let mut paths: Vec<String> = BESIDE.map(str::to_owned).to_vec();
    let tree = crate::tree::read(&repository().join(BOOK));
    let tree = tree.map_err(|error| format!("{BOOK}: {error}"))?;
    let is_page = |path: &&std::path::PathBuf| path.extension().is_some_and(|end| end == "md");
    let found = tree.keys().filter(is_page).map(|path| format!("{BOOK}/{}", path.display()));
    paths.extend(found);
    if paths.len() == BESIDE.len() {
        return Err(format!("there is no page in {BOOK}"));
    }
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

/// Links that lead nowhere, each with its place.
pub fn dead_links(pages: &[Page]) -> Vec<String> {
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        pages.iter().map(|page| (page.path.as_str(), anchors(page))).collect();
    let mut dead = Vec::new();
    for page in pages {
        for part in &page.parts {
            let Part::Link(link, line) = part else { continue };
            if let Err(problem) = follow(page, link, &anchors) {
                dead.push(format!("{}:{line}: `{link}`: {problem}", page.path));
            }
        }
    }
    dead
}

fn follow(
    page: &Page,
    link: &str,
    anchors: &BTreeMap<&str, BTreeSet<String>>,
) -> Result<(), String> {
    let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = match target.strip_prefix(SOURCE) {
        Some(path) => path.to_owned(),
        None if target.contains("://") => return Ok(()),
        None if target.is_empty() => page.path.clone(),
        None => joined(&page.path, target).ok_or("it leads out of the repository")?,
    };
    if !repository().join(&target).exists() {
        return Err(format!("there is no `{target}`"));
    }
    let is_in_book = |path: &str| path.starts_with(&format!("{BOOK}/"));
    if is_in_book(&page.path) && !is_in_book(&target) && !link.starts_with(SOURCE) {
        return Err(format!("the book does not have it; link to {SOURCE}{target}"));
    }
    match anchors.get(target.as_str()) {
        Some(known) if !anchor.is_empty() && !known.contains(anchor) => {
            Err(format!("`{target}` has no heading `{anchor}`"))
        }
        _ => Ok(()),
    }
}

/// A link from a page, as a path from the root of the repository.
fn joined(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The names of the headings of a page, as readers of Markdown make them.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for part in &page.parts {
        let Part::Heading(heading) = part else { continue };
        let slug: String = heading
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || "-_".contains(c) => Some(c),
                _ => None,
            })
            .collect();
        let count = seen.entry(slug.clone()).or_default();
        anchors.insert(if *count == 0 { slug } else { format!("{slug}-{count}") });
        *count += 1;
    }
    anchors
}

/// What the summary of the book lacks, has twice, or has beside what is there.
pub fn summary_problems(pages: &[Page]) -> Result<Vec<String>, String> {
    let name = format!("{BOOK}/SUMMARY.md");
    let summary = pages.iter().find(|page| page.path == name);
    let summary = summary.ok_or_else(|| format!("there is no {name}"))?;
    let mut problems = Vec::new();
    let mut listed = BTreeSet::new();
    for part in &summary.parts {
        let Part::Link(link, line) = part else { continue };
        if !listed.insert(format!("{BOOK}/{link}")) {
            problems.push(format!("{name}:{line}: `{link}` is listed twice"));
        }
    }
    for page in pages.iter().filter(|page| page.path.starts_with(&format!("{BOOK}/"))) {
        if page.path != name && !listed.contains(&page.path) {
            problems.push(format!("{name}: `{}` is not listed", page.path));
        }
        if !page.parts.iter().any(|part| matches!(part, Part::Heading(_))) {
            problems.push(format!("{}: it has no heading", page.path));
        }
    }
    Ok(problems)
}

/// Builds the book with the `mdbook` on `PATH`, and returns what it has to say.
///
/// # Errors
/// When it fails, or a page of it is not there.
pub fn build(mdbook: &Path, pages: &[Page]) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let output = std::process::Command::new(mdbook)
        .args(["build", "--dest-dir"])
        .arg(folder.path())
        .current_dir(repository().join(BOOK))
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if !output.status.success() {
        return Err(said);
    }
    for page in pages {
        let Some(path) = page.path.strip_prefix(&format!("{BOOK}/")) else { continue };
        let html = folder.path().join(path).with_extension("html");
        if path != "SUMMARY.md" && fs::metadata(&html).is_err() {
            return Err(format!("{} is not in the book\n{said}", page.path));
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    fn page(path: &str, text: &str) -> Page {
        Page { path: path.into(), text: text.into(), parts: markdown::parts(text) }
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let readme = page(
            "README.md",
            "# A `b`: c\n\n[a](docs/rules.md) [b](#a-b-c) [c](https://example.org)\n",
        );
        assert_eq!(dead_links(&[readme]), [""; 0]);
        let text = "[a](no.md) [b](#no) [c](../README.md) [d](../../..)\n";
        assert_eq!(dead_links(&[page("docs/rules.md", text)]).len(), 4);
        let source = format!("[a]({SOURCE}README.md) [b]({SOURCE}no.md)\n");
        assert_eq!(dead_links(&[page("docs/rules.md", &source)]).len(), 1);
    }

    #[test]
    fn the_summary_has_every_page_once() {
        let pages = [
            page("docs/SUMMARY.md", "# Summary\n\n- [A](a.md)\n- [A](a.md)\n"),
            page("docs/a.md", "# A\n"),
            page("docs/b.md", "B\n"),
        ];
        let problems = summary_problems(&pages).unwrap();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(summary_problems(&pages[1..]).is_err());
    }
}
