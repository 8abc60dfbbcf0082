//! Colours, light and dark: the same in the page and in SVG files.

use super::Theme;
use crate::graph::NodeKind;

/// The colours of a kind: border and fill on white, border and fill on black.
struct Kind {
    kind: NodeKind,
    light: (&'static str, &'static str),
    dark: (&'static str, &'static str),
}

const fn kind(
    kind: NodeKind,
    light: (&'static str, &'static str),
    dark: (&'static str, &'static str),
) -> Kind {
    Kind { kind, light, dark }
}

const KINDS: &[Kind] = &[
    kind(NodeKind::Flake, ("#37465c", "#e9eef5"), ("#b7c6dc", "#27303e")),
    kind(NodeKind::Output, ("#b7791f", "#fff8e6"), ("#e0b050", "#2d2617")),
    kind(NodeKind::Host, ("#d1435b", "#fff0f2"), ("#f0788c", "#341e25")),
    kind(NodeKind::User, ("#0f8a7e", "#e9f8f6"), ("#45c5b5", "#15302f")),
    kind(NodeKind::Feature, ("#8348c9", "#f6efff"), ("#b48af0", "#281f3a")),
    kind(NodeKind::Module, ("#2f6fc0", "#eef5fe"), ("#6aa8f0", "#18273c")),
    kind(NodeKind::Sink, ("#b8457f", "#fdeff7"), ("#e580b5", "#321d2b")),
    kind(NodeKind::Overlay, ("#7a6a12", "#faf7e2"), ("#cfbf5a", "#2a2816")),
    kind(NodeKind::Package, ("#b75a1c", "#fff3ea"), ("#ee9a60", "#322218")),
    kind(NodeKind::File, ("#51658a", "#f1f4f9"), ("#93a7cc", "#1f2736")),
    kind(NodeKind::Input, ("#3b8a37", "#eff9ee"), ("#74c56e", "#1a2d1c")),
    kind(NodeKind::Other, ("#6d7480", "#f4f5f6"), ("#a3abb8", "#25282e")),
];

/// Everything else by name: light, dark.
const OTHERS: &[(&str, &str, &str)] = &[
    ("bg", "#ffffff", "#11151c"),
    ("text", "#1b2330", "#e6eaf1"),
    ("dim", "#647084", "#93a0b4"),
    ("line", "#d7dde6", "#2b3442"),
    ("bar", "#f7f9fb", "#171c25"),
    ("cluster", "#f5f7fa", "#161c26"),
    ("cluster2", "#edf1f6", "#1b2330"),
    ("cluster-line", "#ccd5e0", "#324054"),
    ("edge", "#8797ad", "#5f7088"),
    ("out", "#1668c7", "#5aa6ff"),
    ("in", "#d9620c", "#ff9a4a"),
    ("bad", "#d42a2a", "#ff6b6b"),
    ("pin", "#f0a000", "#ffbf3f"),
    ("came", "#18883f", "#4bcf7d"),
    ("went", "#d42a2a", "#ff6b6b"),
    ("changed", "#b06a00", "#e2a13a"),
];

/// One colour of [`OTHERS`]: light, dark.
fn other(name: &str) -> (&'static str, &'static str) {
    OTHERS.iter().find(|other| other.0 == name).map_or(("#000", "#fff"), |other| (other.1, other.2))
}

/// The page's colours, as custom properties; `data-theme` on the root wins over the system.
pub(super) fn page_css() -> String {
    let (light, dark) = (properties(false), properties(true));
    let kind = |Kind { kind, .. }: &Kind| {
        format!(".{0}{{--c:var(--{0});--b:var(--{0}-fill)}}", kind.name())
    };
    let kinds: String = KINDS.iter().map(kind).collect();
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n\
         :root[data-theme=dark]{{color-scheme:dark;{dark}}}\n{kinds}\n"
    )
}

fn properties(is_dark: bool) -> String {
    let mut css = String::new();
    for Kind { kind, light, dark } in KINDS {
        let (border, fill) = if is_dark { dark } else { light };
        css += &format!("--{0}:{border};--{0}-fill:{fill};", kind.name());
    }
    for (name, light, dark) in OTHERS {
        css += &format!("--{name}:{};", if is_dark { dark } else { light });
    }
    css
}

/// The colours of an SVG file: plain properties, which every viewer knows.
pub(super) fn svg_css(theme: Theme) -> String {
    let (light, dark) = (rules(false), rules(true));
    match theme {
        Theme::Auto => format!("{light}@media (prefers-color-scheme:dark){{{dark}}}"),
        Theme::Light => light,
        Theme::Dark => dark,
    }
}

fn rules(is_dark: bool) -> String {
    let pick = |name| if is_dark { other(name).1 } else { other(name).0 };
    let mut css = format!(
        ".bg{{fill:{bg}}}text{{fill:{text}}}.c{{fill:{cluster};stroke:{edge}}}.c.odd{{fill:{cluster2}}}\
         .c+text,.dim{{fill:{dim}}}.e{{stroke:{line}}}.h{{fill:{line}}}.e.bad{{stroke:{bad}}}\
         .e.came{{stroke:{came}}}.e.went{{stroke:{went}}}.e.changed{{stroke:{changed}}}",
        bg = pick("bg"),
        text = pick("text"),
        cluster = pick("cluster"),
        cluster2 = pick("cluster2"),
        edge = pick("cluster-line"),
        dim = pick("dim"),
        line = pick("edge"),
        bad = pick("bad"),
        came = pick("came"),
        went = pick("went"),
        changed = pick("changed"),
    );
    for Kind { kind, light, dark } in KINDS {
        let (border, fill) = if is_dark { dark } else { light };
        css += &format!(".{} rect{{stroke:{border};fill:{fill}}}", kind.name());
    }
    let input = KINDS.iter().find(|colours| colours.kind == NodeKind::Input);
    let (border, _) =
        input.map_or(("", ""), |input| if is_dark { input.dark } else { input.light });
    css += &format!(
        ".depth1 rect{{fill:{border};fill-opacity:.26}}.depth3 rect{{fill:{}}}",
        pick("bg")
    );
    for (class, colour) in [
        ("broken", "bad"),
        ("cycle", "bad"),
        ("duplicate", "bad"),
        ("came", "came"),
        ("went", "went"),
        ("changed", "changed"),
    ] {
        css += &format!(".n.{class} rect{{stroke:{}}}", pick(colour));
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_colours() {
        for kind in NodeKind::ALL {
            assert!(KINDS.iter().any(|colours| colours.kind == *kind), "{}", kind.name());
        }
    }
}
