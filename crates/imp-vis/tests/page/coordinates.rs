//! The page's functions in node, and ours: the same coordinates.

use std::fmt::Write as _;
use std::process::Command;

use imp_vis::layout::legs::{self, Line, own_lanes};
use imp_vis::layout::route::{Piece, route};
use imp_vis::render::{Options, Picture};

use crate::common;
use crate::views::{self, views};

pub(crate) fn the_page_computes_the_same_coordinates() {
    let sizes = [(145, 300), (500, 1_050), (2_000, 4_600)];
    let flakes = sizes.map(|(nodes, edges)| common::flake(nodes, edges, 7));
    for graph in flakes.into_iter().chain([views::chain(400)]) {
        let nodes = graph.nodes().len();
        let mut picture = Picture::new(&graph, &Options::default());
        for (open, shown) in views(&picture) {
            picture.pack(&open, &shown);
            let ours = numbers(&picture) + &hubs(&picture, &open, &shown);
            let theirs = in_node(&picture, &open, &shown);
            for (at, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
                assert_eq!(ours, theirs, "line {at} of the coordinates of {nodes} nodes");
            }
            assert_eq!(ours.lines().count(), theirs.lines().count());
        }
    }
}

/// Every box and every piece of a route, a line each, to the last bit that matters.
fn numbers(picture: &Picture<'_>) -> String {
    let mut out = String::new();
    for (item, place) in picture.packed.places.iter().enumerate() {
        if let Some(p) = place {
            writeln!(
                out,
                "{item} {:.6} {:.6} {:.6} {:.6} {:.6} {:.6}",
                p.x, p.y, p.w, p.h, p.left, p.right
            )
            .expect("a string takes all");
        }
    }
    let own = own_lanes(&picture.plan);
    for leg in &picture.legs.legs {
        write!(out, "{} {} {}", leg.from, leg.to, leg.count).expect("a string takes all");
        for piece in route(&picture.plan, &picture.packed, &own, leg.from, leg.to) {
            let Piece { from, to, bend } = piece;
            write!(out, " {:.6} {:.6} {:.6} {:.6} {bend:.6}", from.0, from.1, to.0, to.1)
                .expect("a string takes all");
        }
        out.push('\n');
    }
    out
}

/// The boxes that many lead to, as a line.
fn hubs(picture: &Picture<'_>, open: &[bool], shown: &[bool]) -> String {
    let lines = (0..picture.graph.edges().len()).filter_map(|edge| {
        let (from, to) = picture.graph.ends(edge);
        let is_shown = from != to && shown[from] && shown[to];
        is_shown.then_some(Line { from, to, count: 1, bits: 1 })
    });
    let hubs = legs::hubs(&picture.plan, open, &lines.collect::<Vec<_>>());
    let hubs = hubs.iter().map(|hub| format!(" {hub}"));
    format!("hubs{}\n", hubs.collect::<String>())
}

/// The same from the page's functions.
fn in_node(picture: &Picture<'_>, open: &[bool], shown: &[bool]) -> String {
    let plan = &picture.plan;
    let clusters = plan.clusters.iter();
    let clusters: Vec<String> =
        clusters.map(|one| format!("{{layers:{:?},loose:{:?}}}", one.layers, one.loose)).collect();
    let lines = (0..picture.graph.edges().len()).filter_map(|edge| {
        let (from, to) = picture.graph.ends(edge);
        let count = picture.graph.edges()[edge].count;
        let is_shown = from != to && shown[from] && shown[to];
        is_shown.then(|| format!("{{from:{from},to:{to},count:{count},bits:1}}"))
    });
    let lines: Vec<String> = lines.collect();
    let script = format!(
        "{}\nconst clusters = [{}], lines = [{}], open = {open:?}, shown = {shown:?}, texts = {:?};\n{}",
        [
            include_str!("../../src/assets/legs.js"),
            include_str!("../../src/assets/pack.js"),
            include_str!("../../src/assets/route.js"),
        ]
        .concat(),
        clusters.join(","),
        lines.join(","),
        picture.texts,
        "const plan = readPlan(shown.length, clusters), legs = makeLegs(plan, open, lines);
        const packed = pack(plan, { open, shown, widths: texts.map(textWidth) }, legs);
        const show = numbers => numbers.map(n => (Math.abs(n) < 5e-7 ? 0 : n).toFixed(6)).join(' ');
        const out = [];
        packed.places.forEach((p, item) => { if (p) out.push(item + ' ' + show([p.x, p.y, p.w, p.h, p.left, p.right])); });
        for (const leg of legs.legs) out.push([[leg.from, leg.to, leg.count].join(' '), ...route(plan, packed, leg.from, leg.to).map(show)].join(' '));
        out.push(['hubs', ...[...hubsOf(plan, open, lines)].sort((a, b) => a - b)].join(' '));
        console.log(out.join('\\n'));"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("layout.js");
    std::fs::write(&file, script).expect("the folder is there");
    let output = Command::new("node").arg(&file).output().expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("numbers")
}
