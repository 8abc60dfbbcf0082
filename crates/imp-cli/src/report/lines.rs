//! The source lines that findings show, for documents: who reads one has no texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_model::finding::Finding;
use imp_model::source::{Files, MemoryFiles, TreePath};
use imp_model::wire::model::LineData;

use super::human::{hidden, masked};
use super::snippet::part_at;

/// How many bytes may lie between lines of a document, which may be anybody's.
const MAX_GAPS: usize = 1 << 26;

/// The lines that these findings show, in order, secrets masked.
pub fn source_lines(findings: &[Finding], files: &dyn Files) -> Vec<LineData> {
    let hidden = hidden(findings);
    let mut texts: BTreeMap<&TreePath, Option<Arc<str>>> = BTreeMap::new();
    let mut lines: BTreeMap<(&TreePath, usize), String> = BTreeMap::new();
    let labels = findings.iter().flat_map(|finding| &finding.labels).map(|label| &label.place);
    for place in findings.iter().filter_map(|finding| finding.place.as_ref()).chain(labels) {
        let read = || {
            let text = files.read(&place.file).ok()?;
            Some(hidden.get(&place.file).map_or_else(|| text.clone(), |spans| masked(&text, spans)))
        };
        let Some(text) = texts.entry(&place.file).or_insert_with(read) else { continue };
        let (start, part) = part_at(text, place.span.start as usize);
        let line = lines.entry((&place.file, start)).or_default();
        if line.len() < part.len() {
            part.clone_into(line);
        }
    }
    let line = |((file, start), text): ((&TreePath, usize), String)| {
        let start_byte = u32::try_from(start).ok()?;
        Some(LineData { file: file.to_string(), start_byte, text })
    };
    lines.into_iter().filter_map(line).collect()
}

/// Texts in which the lines of a document stand where they do in their files, and nothing else.
pub fn texts_of_lines(lines: &[LineData]) -> MemoryFiles {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut gaps = 0;
    for line in lines.iter().filter(|line| TreePath::new(&line.file).is_some()) {
        let text = texts.entry(&line.file).or_default();
        match (line.start_byte as usize).checked_sub(text.len()) {
            Some(gap) if gaps + gap <= MAX_GAPS => {
                gaps += gap;
                text.extend(std::iter::repeat_n('\n', gap));
                text.push_str(&line.text);
            }
            Some(_) => {}
            // Parts of a long line may overlap.
            None => {
                let known = text.len() - line.start_byte as usize;
                text.push_str(line.text.get(known..).unwrap_or_default());
            }
        }
    }
    MemoryFiles::new(texts.iter().map(|(file, text)| (*file, text.as_str())))
}
