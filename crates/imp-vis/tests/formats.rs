//! Whatever things are called, each format is what its own grammar says, and says the names.

#[path = "common/dice.rs"]
mod dice;

use std::collections::BTreeSet;

use dice::Dice;
use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind, Status};
use imp_vis::render::{self, Options};

/// What names are made of: all that means something in one of the formats.
const PARTS: [&str; 38] = [
    "</script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "<!--",
    "-->",
    "--",
    "->",
    "&amp;",
    "&",
    "\"",
    "'",
    "\\",
    "\\\"",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{ffff}",
    "\u{202e}",
    "🦀",
    "日本",
    "`",
    "${x}",
    "#quot;",
    "%%",
    "end",
    "subgraph",
    "fa:fa-user",
    "style:",
    "{",
    "}",
    "[",
    "]",
    ";",
    ".",
    "a",
];

fn name(dice: &mut Dice, at: usize) -> String {
    let parts = (0..1 + dice.below(4)).map(|_| PARTS[dice.below(PARTS.len())]);
    parts.collect::<String>() + &at.to_string()
}

/// A graph of things with such names, in clusters with such names, some of them new.
fn graph(seed: u64) -> Graph {
    let mut dice = Dice::new(seed);
    let names: Vec<String> = (0..12).map(|at| name(&mut dice, at)).collect();
    let nodes = names.iter().enumerate().map(|(at, id)| {
        let mut node = Node::new(id.as_str(), NodeKind::Module).at(name(&mut dice, at), Some(3));
        node.label = name(&mut dice, at);
        node.cluster = imp_model::model::dotted([&names[at % 3], &names[at % 2]]);
        node.note = Some(name(&mut dice, at));
        node
    });
    let nodes: Vec<Node> = nodes.collect();
    let edges = (0..20).map(|at| {
        let kind = EdgeKind::ALL[dice.below(EdgeKind::ALL.len())];
        let mut edge = Edge::new(names[dice.small(12)].as_str(), names[at % 12].as_str(), kind);
        edge.status = Status::ALL[dice.below(Status::ALL.len())];
        edge.at(name(&mut dice, at), 7)
    });
    Graph::new(nodes, edges.collect())
}

fn rendered(format: &str, graph: &Graph, seed: u64) -> String {
    let options = Options { title: name(&mut Dice::new(seed), 0), ..Options::default() };
    let renderer = render::renderer(format).expect("it is a format");
    (renderer.render)(graph, &options).text
}

const SEEDS: std::ops::Range<u64> = 1..60;

/// A name as XML can hold it, on one line.
fn in_xml(name: &str) -> String {
    let plain = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        c if c.is_control() || c == '\u{ffff}' => '\u{fffd}',
        c => c,
    };
    name.chars().map(plain).collect()
}

#[test]
fn pictures_are_xml_that_names_every_node() {
    for seed in SEEDS {
        let graph = graph(seed);
        let text = rendered("svg", &graph, seed);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let known =
            ["svg", "style", "title", "rect", "g", "path", "text", "polygon", "defs", "marker"];
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            let name = element.tag_name().name();
            assert!(known.contains(&name), "an element `{name}` came from a name: {text}");
            let is_code = |attribute: roxmltree::Attribute<'_, '_>| {
                attribute.name().starts_with("on") || attribute.name() == "href"
            };
            assert!(!element.attributes().any(is_code), "an attribute came from a name: {text}");
        }
        let titles = document.descendants().filter(|node| node.has_tag_name("title"));
        let titles: Vec<&str> = titles.filter_map(|title| title.text()).collect();
        for node in graph.nodes() {
            let start = format!("module {}", in_xml(&node.id));
            assert!(titles.iter().any(|title| title.starts_with(&start)), "{start:?}: {titles:?}");
        }
    }
}

#[test]
fn graphml_is_xml_that_holds_the_graph() {
    for seed in SEEDS {
        let graph = graph(seed);
        let text = rendered("graphml", &graph, seed);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let all = |name: &'static str| {
            document.descendants().filter(move |node| node.tag_name().name() == name)
        };
        let ids: BTreeSet<&str> = all("node").filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids.len(), graph.nodes().len());
        for edge in all("edge") {
            for end in ["source", "target"] {
                let id = edge.attribute(end).expect("an edge has ends");
                assert!(ids.contains(id), "{id} is no node");
            }
        }
        assert_eq!(all("edge").count(), graph.edges().len());
        let keys: BTreeSet<&str> = all("key").filter_map(|key| key.attribute("id")).collect();
        let data =
            |data: roxmltree::Node<'_, '_>| keys.contains(data.attribute("key").unwrap_or(""));
        assert!(all("data").all(data), "every datum has a key");
        let labels = all("data").filter(|data| data.attribute("key") == Some("node-label"));
        let labels: Vec<&str> = labels.filter_map(|label| label.text()).collect();
        let expect: Vec<String> = graph.nodes().iter().map(|node| in_xml(&node.id)).collect();
        assert_eq!(labels, expect);
    }
}

/// A token of DOT: a string without its quotes, or anything else.
#[derive(Debug, PartialEq)]
enum Token {
    Text(String),
    Other(String),
}

/// DOT's rules: in quotes a backslash is one for itself, but before a quote; nothing else ends the string.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            let mut inner = String::new();
            loop {
                match chars.next().expect("the string ends") {
                    '"' => break,
                    '\\' => inner.extend(['\\', chars.next().expect("the string ends")]),
                    c => inner.push(c),
                }
            }
            tokens.push(Token::Text(inner));
        } else if c.is_alphanumeric() || c == '.' || c == '_' {
            let mut word = c.to_string();
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '.' | '_')) {
                word.push(c);
            }
            tokens.push(Token::Other(word));
        } else if c == '-' {
            assert_eq!(chars.next(), Some('>'), "only arrows have a dash");
            tokens.push(Token::Other("->".to_owned()));
        } else if !c.is_whitespace() {
            assert!("{}[]=,;".contains(c), "{c:?} stands outside of quotes");
            tokens.push(Token::Other(c.to_string()));
        }
    }
    tokens
}

#[test]
fn dot_keeps_its_rules_of_quoting() {
    for seed in SEEDS {
        let graph = graph(seed);
        let text = rendered("dot", &graph, seed);
        let tokens = tokens(&text);
        let is = |at: usize, word: &str| tokens.get(at) == Some(&Token::Other(word.to_owned()));
        let (mut nodes, mut edges) = (BTreeSet::new(), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            let Token::Text(own) = token else { continue };
            if is(at + 1, "->") {
                let Token::Text(to) = &tokens[at + 2] else { panic!("an edge leads to a string") };
                edges.push((own, to));
            } else if is(at + 1, "[") && !is(at - 1, "->") {
                nodes.insert(own);
            }
        }
        let quoted = |id: &str| {
            let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
            let id: String = id.chars().map(plain).collect();
            id.replace('\\', "\\\\").replace('"', "\\\"")
        };
        let expect: BTreeSet<String> = graph.nodes().iter().map(|node| quoted(&node.id)).collect();
        assert_eq!(nodes, expect.iter().collect(), "{text}");
        assert_eq!(edges.len(), graph.edges().len());
        for ((from, to), edge) in edges.into_iter().zip(graph.edges()) {
            assert_eq!((from, to), (&quoted(&edge.from), &quoted(&edge.to)));
        }
        // Graphviz reads `&lt;` in what it shows as `<`, so that a name with an `&` must be escaped.
        let shown = |at: &usize| is(*at, "=") && (is(at - 1, "label") || is(at - 1, "tooltip"));
        for at in (1..tokens.len()).filter(shown) {
            let Token::Text(label) = &tokens[at + 1] else { panic!("a label is a string") };
            assert!(label.replace("&amp;", "").find('&').is_none(), "{label}");
        }
    }
}

#[test]
fn mermaid_is_made_of_its_statements() {
    for seed in SEEDS {
        let graph = graph(seed);
        let text = rendered("mermaid", &graph, seed);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("flowchart LR"));
        let mut open = 0;
        for line in lines.map(str::trim_start) {
            let (before, label, after) = match (line.find('"'), line.rfind('"')) {
                (Some(from), Some(to)) => (&line[..from], &line[from + 1..to], &line[to + 1..]),
                _ => (line, "", ""),
            };
            // A `:` would make an icon of `fa:fa-user`, and behind `style` it eats the end of an entity.
            let is_plain = |c: char| c.is_alphanumeric() || " ./_+-#;\u{fffd}".contains(c);
            assert!(label.chars().all(is_plain), "{line}");
            let words: Vec<&str> = before.split(' ').collect();
            let id = |word: &str| word.starts_with('n') && word[1..].parse::<usize>().is_ok();
            let opened = |word: &str, signs: &str| word.strip_suffix(signs).is_some_and(id);
            match (&words[..], after) {
                (["accTitle:" | "accDescr:", ..], "") | (["style", ..] | ["linkStyle", ..], "") => {
                }
                ([node], "]" | "]]") if opened(node, "[") || opened(node, "[[") => {}
                (["subgraph", node], "]") if opened(node, "[") => open += 1,
                (["end"], "") => open -= 1,
                ([from, arrow, to], "") if id(from) && id(to) => {
                    let arrow = arrow.split('|').next();
                    assert!(matches!(arrow, Some("-->" | "-.->")), "{line}");
                }
                // An edge that stands for several says for how many.
                ([from, "-->|" | "-.->|"], after) if id(from) => {
                    assert!(after.strip_prefix("| ").is_some_and(id), "{line}");
                }
                _ => panic!("no statement: {line}"),
            }
        }
        assert_eq!(open, 0, "every subgraph ends: {text}");
    }
}
