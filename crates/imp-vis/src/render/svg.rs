//! SVG: the picture as it is at first, in one file that light and dark pages can show.

use std::fmt::Write as _;

use super::{Options, Picture, Renderer, escape, palette, strokes};
use crate::graph::{Graph, Status};
use crate::layout::Item;
use crate::layout::pack::{BOX, HEADER, Head, TEXT_PAD};

pub(super) const RENDERER: Renderer = Renderer {
    name: "svg",
    extension: "svg",
    render: |graph, options| render(graph, options).into(),
};

/// The room around the picture, in CSS pixels.
const MARGIN: f64 = 20.0;

const STYLE: &str = "text{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}\
.c{stroke-width:1}.c+text{font-weight:600}.e{fill:none;opacity:.6}.e.hub{opacity:.25}.h{opacity:.9}\
.n rect{stroke-width:1.3}.n.pile rect{stroke-width:2.4}.orphan rect{stroke-dasharray:3 3}\
.broken rect{stroke-dasharray:6 3}.cycle rect,.duplicate rect,.n.came rect,.n.went rect,.n.changed rect{stroke-width:2.2}\
.went text{text-decoration:line-through}";

/// The picture of a graph.
pub fn render(graph: &Graph, options: &Options) -> String {
    let picture = Picture::new(graph, options);
    let root = picture.packed.places[picture.plan.codes.nodes].unwrap_or_default();
    let (w, h) = (root.w + MARGIN * 2.0, root.h + MARGIN * 2.0);
    let mut out = String::new();
    let title = escape::xml(&options.title);
    let mut put = |text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("a string takes all");
    put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{:.1} {:.1} {w:.1} {h:.1}\" width=\"{w:.0}\" \
         height=\"{h:.0}\" role=\"img\" aria-labelledby=\"title\">\n<title id=\"title\">{title}</title>\n\
         <style>{STYLE}{}</style>\n<rect class=\"bg\" x=\"{:.1}\" y=\"{:.1}\" width=\"{w:.1}\" \
         height=\"{h:.1}\"/>\n",
        -MARGIN,
        -MARGIN,
        palette::svg_css(options.theme),
        -MARGIN,
        -MARGIN,
    ));
    for item in picture.plan.codes.nodes + 1..picture.plan.codes.entry {
        if picture.is_open(item) {
            put(format_args!("{}", cluster(&picture, item)));
        }
    }
    for stroke in strokes::strokes(&picture) {
        put(format_args!("{}", edge(&stroke)));
    }
    for &(item, is_right) in &picture.legs.heads {
        if let Some(place) = picture.packed.places[item] {
            let Head { tip: (x, y), dx, dy } = place.head(is_right);
            let (left, up) = (-6.0 * dx - 3.5 * dy, -6.0 * dy - 3.5 * dx);
            let (across, down) = (7.0 * dy, 7.0 * dx);
            put(format_args!(
                "<path class=\"h\" d=\"M{x:.1} {y:.1}l{left} {up}l{across} {down}z\"/>\n"
            ));
        }
    }
    for item in (0..picture.plan.codes.entry).filter(|&item| !picture.is_open(item)) {
        put(format_args!("{}", node(&picture, item)));
    }
    out.push_str("</svg>\n");
    out
}

fn cluster(picture: &Picture<'_>, item: Item) -> String {
    let Some(place) = picture.packed.places[item] else { return String::new() };
    let cluster = &picture.plan.clusters[item - picture.plan.codes.nodes];
    let odd = if picture.plan.depth[item].is_multiple_of(2) { " odd" } else { "" };
    format!(
        "<g><title>{} · {} nodes</title><rect class=\"c{odd}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
         height=\"{:.1}\" rx=\"8\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>\n",
        escape::xml(&cluster.path),
        cluster.size,
        place.x,
        place.y,
        place.w,
        place.h,
        place.x + 10.0,
        place.y + HEADER / 2.0 + 3.0,
        escape::xml(&super::picture::cut(&cluster.name, 28)),
    )
}

fn edge(stroke: &strokes::Stroke) -> String {
    let ((x, y), (to_x, to_y)) = (stroke.from, stroke.to);
    let path = if y == to_y {
        format!("M{x:.1} {y:.1}H{to_x:.1}")
    } else {
        let middle = stroke.bend;
        format!("M{x:.1} {y:.1}C{middle:.1} {y:.1} {middle:.1} {to_y:.1} {to_x:.1} {to_y:.1}")
    };
    // What went is dashed, so that what came shows below it.
    let marks = stroke.marks().map(|class| {
        let dashes = if class == "went" { " stroke-dasharray=\"6 6\"" } else { "" };
        format!("<path class=\"e {class}\" stroke-width=\"1.1\"{dashes} d=\"{path}\"/>\n")
    });
    let marks: String = marks.collect();
    let class = stroke.class();
    let class = if class.is_empty() { "e".to_owned() } else { format!("e {class}") };
    let dashes = stroke.dashes();
    let dashes = dashes.map(|dashes| format!(" stroke-dasharray=\"{dashes}\"")).unwrap_or_default();
    format!(
        "<path class=\"{class}\" stroke-width=\"{:.1}\"{dashes} d=\"{path}\"/>\n{marks}",
        stroke.width()
    )
}

/// A box: a node or a closed cluster.
fn node(picture: &Picture<'_>, item: Item) -> String {
    let Some(place) = picture.packed.places[item] else { return String::new() };
    let (class, title) = match picture.graph.nodes().get(item) {
        Some(node) => {
            let mut class = format!("n {}", node.kind.name());
            if let Some(depth) = node.depth {
                class += &format!(" depth{}", depth.min(3));
            }
            for flag in &node.flags {
                class = class + " " + flag.name();
            }
            if picture.cycle[item].is_some() {
                class += " cycle";
            }
            if node.status != Status::Stayed {
                class = class + " " + node.status.name();
            }
            let place = node.path.as_ref().map(|path| {
                node.line.map_or_else(|| format!(" · {path}"), |line| format!(" · {path}:{line}"))
            });
            (class, format!("{} {}{}", node.kind.name(), node.id, place.unwrap_or_default()))
        }
        None => {
            let cluster = &picture.plan.clusters[item - picture.plan.codes.nodes];
            let kind = picture.main_kind(item).name();
            (format!("n pile {kind}"), format!("{} · {} nodes", cluster.path, cluster.size))
        }
    };
    format!(
        "<g class=\"{class}\"><title>{}</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
         height=\"{BOX}\" rx=\"5\"/><text x=\"{:.1}\" y=\"{:.1}\" xml:space=\"preserve\">{}</text></g>\n",
        escape::xml(&title),
        place.x,
        place.y,
        place.w,
        place.x + TEXT_PAD,
        place.y + BOX / 2.0 + 4.2,
        escape::xml(&picture.texts[item]),
    )
}
