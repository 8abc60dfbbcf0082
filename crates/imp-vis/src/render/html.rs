//! HTML: one file that works offline. The page lays out by itself, from the plan; see `assets/`.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

use super::{Options, Picture, Renderer, escape, page_data, palette};
use crate::graph::Graph;

pub(super) const RENDERER: Renderer = Renderer {
    name: "html",
    extension: "html",
    render: |graph, options| render(graph, options).into(),
};

const PAGE: &str = include_str!("../assets/page.html");
const STYLE: &str = include_str!("../assets/page.css");
/// One script, in this order.
const SCRIPTS: [&str; 9] = [
    include_str!("../assets/legs.js"),
    include_str!("../assets/pack.js"),
    include_str!("../assets/route.js"),
    include_str!("../assets/model.js"),
    include_str!("../assets/scene.js"),
    include_str!("../assets/draw.js"),
    include_str!("../assets/panels.js"),
    include_str!("../assets/input.js"),
    include_str!("../assets/page.js"),
];

/// How a content security policy names a text that may run.
fn source(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// The page of a graph.
pub fn render(graph: &Graph, options: &Options) -> String {
    let picture = Picture::new(graph, options);
    let style = format!("{}{STYLE}", palette::page_css());
    let script = SCRIPTS.concat();
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data: blob:; base-uri 'none'; \
         form-action 'none'",
        source(&script),
        source(&style),
    );
    let data = page_data::json(&picture, options);
    let title = escape::xml(&options.title);
    let note = options.note.as_deref().map_or_else(String::new, note);
    fill(PAGE, |name| match name {
        "policy" => &policy,
        "theme" => options.theme.attribute(),
        "title" => &title,
        "note" => &note,
        "style" => &style,
        "data" => &data,
        "script" => &script,
        _ => "",
    })
}

/// A line at the foot of the picture; the names of commands in it stand out.
fn note(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let part = escape::xml(part);
        if at % 2 == 0 { part } else { format!("<code>{part}</code>") }
    });
    format!("<p id=\"note\">{}</p>", parts.collect::<String>())
}

/// A template with each `{{name}}` filled in; what is filled in is not looked at again.
fn fill<'a>(template: &'a str, value: impl Fn(&str) -> &'a str) -> String {
    let mut out = String::new();
    let mut parts = template.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, text) = part.split_once("}}").expect("every placeholder of the template ends");
        out.push_str(value(name));
        out.push_str(text);
    }
    out
}
