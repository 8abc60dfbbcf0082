//! What a page of the documentation holds: fenced blocks, comments for the test, links, headings.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word after the fence, `console`.
    pub language: String,
    /// The words after that.
    pub words: Vec<String>,
    /// What is between the fences.
    pub text: String,
    /// Where that is in the page, in bytes.
    pub range: Range<usize>,
    /// The line of the fence, from 1.
    pub line: usize,
}

/// A part of a page that a test looks at, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A fenced block.
    Block(Block),
    /// The text of a comment `<!-- … -->`, and its line.
    Comment(String, usize),
    /// Where a link or a picture leads, and its line.
    Link(String, usize),
    /// The text of a heading.
    Heading(String),
    /// Code in a sentence, and its line.
    Code(String, usize),
}

/// The parts of a page.
pub fn parts(text: &str) -> Vec<Part> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut parts = Vec::new();
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                parts.push(Part::Block(block(text, &info, range.clone(), line(range.start))));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => parts.extend(heading.take().map(Part::Heading)),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                parts.push(Part::Link(dest_url.to_string(), line(range.start)));
            }
            Event::Text(words) => heading.iter_mut().for_each(|heading| heading.push_str(&words)),
            Event::Code(code) => {
                heading.iter_mut().for_each(|heading| heading.push_str(&code));
                parts.push(Part::Code(code.to_string(), line(range.start)));
            }
            Event::Start(Tag::HtmlBlock) => {
                let html = text[range.clone()].trim();
                let comment = html.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
                match comment {
                    Some(comment) => {
                        parts.push(Part::Comment(comment.trim().to_owned(), line(range.start)));
                    }
                    None => parts
                        .extend(sources(html).map(|source| Part::Link(source, line(range.start)))),
                }
            }
            _ => {}
        }
    }
    parts
}

fn block(text: &str, info: &str, range: Range<usize>, line: usize) -> Block {
    let mut words = info.split_whitespace().map(str::to_owned);
    let language = words.next().unwrap_or_default();
    let whole = &text[range.clone()];
    let start = range.start + whole.find('\n').map_or(whole.len(), |at| at + 1);
    let content = &text[start..range.end];
    let end = start + content.rfind("\n```").map_or(0, |at| at + 1);
    let text = text[start..end].to_owned();
    Block { language, words: words.collect(), text, range: start..end, line }
}

/// The pictures that HTML names.
fn sources(html: &str) -> impl Iterator<Item = String> {
    let mut pieces = html.split("src=\"").flat_map(|piece| piece.split("srcset=\""));
    pieces.next();
    pieces.filter_map(|piece| piece.split_once('"')).map(|(source, _)| source.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_parts() {
        let text = "# A `b`\n\n<!-- tree x\ngit\n-->\n\n[c](d.md#e) `f`\n\n```console exit=1\n$ g\nh\n```\n\n<img src=\"i.svg\">\n";
        let start = text.find("$ g").unwrap();
        let block = Block {
            language: "console".into(),
            words: vec!["exit=1".into()],
            text: "$ g\nh\n".into(),
            range: start..start + 6,
            line: 9,
        };
        assert_eq!(
            parts(text),
            [
                Part::Code("b".into(), 1),
                Part::Heading("A b".into()),
                Part::Comment("tree x\ngit".into(), 3),
                Part::Link("d.md#e".into(), 7),
                Part::Code("f".into(), 7),
                Part::Block(block),
                Part::Link("i.svg".into(), 14),
            ]
        );
    }

    #[test]
    fn a_block_may_be_empty() {
        let [Part::Block(block)] = &parts("```console\n```\n")[..] else { panic!() };
        assert_eq!((block.text.as_str(), block.range.clone()), ("", 11..11));
    }
}
