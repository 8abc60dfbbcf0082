//! What every layout keeps: nothing overlaps, children lie inside, edges run over no box, the order of the
//! input does not matter, and the page computes the same coordinates.
#![expect(clippy::disallowed_methods, reason = "the page's functions run in node")]
#![expect(clippy::print_stderr, reason = "a check that is skipped must be seen")]

mod common;

use std::fmt::Write as _;
use std::process::Command;

use imp_vis::graph::Graph;
use imp_vis::layout::legs::own_lanes;
use imp_vis::layout::pack::Place;
use imp_vis::layout::route::{Piece, route};
use imp_vis::render::{self, Options, Picture};

const SIZES: [(usize, usize); 4] = [(40, 60), (145, 300), (500, 1_050), (2_000, 4_600)];

/// What is open and shown: as at first, everything, and two that look random.
fn views(picture: &Picture<'_>) -> Vec<(Vec<bool>, Vec<bool>)> {
    let (clusters, nodes) = (picture.plan.clusters.len(), picture.graph.nodes().len());
    let mut views = vec![
        (picture.plan.open.clone(), vec![true; nodes]),
        (vec![true; clusters], vec![true; nodes]),
    ];
    for seed in [3, 4] {
        let mut dice = common::Dice::new(seed);
        let open = (0..clusters).map(|at| at == 0 || dice.below(3) > 0).collect();
        views.push((open, (0..nodes).map(|_| dice.below(4) > 0).collect()));
    }
    views
}

fn overlap(a: &Place, b: &Place) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

fn holds(outer: &Place, inner: &Place) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.w <= outer.x + outer.w + 1e-6
        && inner.y + inner.h <= outer.y + outer.h + 1e-6
}

#[test]
fn nothing_overlaps_and_children_lie_inside() {
    for (nodes, edges) in SIZES {
        let graph = common::flake(nodes, edges, 11);
        let mut picture = Picture::new(&graph, &Options::default());
        for (open, shown) in views(&picture) {
            picture.pack(&open, &shown);
            check_boxes(&picture);
        }
    }
}

fn check_boxes(picture: &Picture<'_>) {
    let plan = &picture.plan;
    let place = |item: usize| picture.packed.places[item];
    let mut inside = vec![Vec::new(); plan.clusters.len()];
    for item in (0..plan.codes.entry).filter(|&item| item != plan.codes.nodes) {
        if let Some(own) = place(item) {
            let home = place(plan.codes.nodes + plan.home[item]).expect("its cluster is shown");
            assert!(holds(&home, &own), "item {item} leaves its cluster: {own:?} {home:?}");
            inside[plan.home[item]].push((item, own));
        }
    }
    for siblings in &mut inside {
        siblings.sort_by(|a, b| a.1.x.total_cmp(&b.1.x));
        for (at, (item, own)) in siblings.iter().enumerate() {
            let near = siblings[at + 1..].iter().take_while(|other| other.1.x < own.x + own.w);
            for (other, its) in near {
                assert!(!overlap(own, its), "{item} and {other} overlap: {own:?} {its:?}");
            }
        }
    }
}

#[test]
fn no_edge_runs_over_a_box() {
    for (nodes, edges) in [(40, 60), (145, 300), (500, 1_050)] {
        let graph = common::flake(nodes, edges, 5);
        let mut picture = Picture::new(&graph, &Options::default());
        for (open, shown) in views(&picture) {
            picture.pack(&open, &shown);
            check_routes(&picture);
        }
    }
}

/// Level pieces pass the boxes of their cluster above or below; curves do where no wide piece is one.
fn check_routes(picture: &Picture<'_>) {
    let own = own_lanes(&picture.plan);
    for leg in &picture.legs.legs {
        for piece in route(&picture.plan, &picture.packed, &own, leg.from, leg.to) {
            for (item, place) in picture.packed.places.iter().enumerate() {
                let Some(place) = place else { continue };
                let is_in =
                    item != picture.plan.codes.nodes && picture.plan.home[item] == leg.cluster;
                if is_in && item != leg.from && item != leg.to && piece.from.1 == piece.to.1 {
                    assert!(
                        !crosses(&piece, place),
                        "{leg:?} crosses item {item}: {piece:?} {place:?}"
                    );
                }
            }
        }
    }
}

fn crosses(piece: &Piece, place: &Place) -> bool {
    let (left, right) = (piece.from.0.min(piece.to.0), piece.from.0.max(piece.to.0));
    let y = piece.from.1;
    left < place.x + place.w && right > place.x && y > place.y && y < place.y + place.h
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let (mut nodes, mut edges) = common::parts(500, 1_050, 9);
    let first = Graph::new(nodes.clone(), edges.clone());
    let mut dice = common::Dice::new(1);
    for at in (1..nodes.len()).rev() {
        nodes.swap(at, dice.below(at + 1));
    }
    for at in (1..edges.len()).rev() {
        edges.swap(at, dice.below(at + 1));
    }
    let second = Graph::new(nodes, edges);
    for renderer in render::ALL {
        let render = |graph: &Graph| (renderer.render)(graph, &Options::default()).text;
        assert!(render(&first) == render(&second), "{} differs", renderer.name);
        assert!(render(&first) == render(&first), "{} differs from itself", renderer.name);
    }
}

#[test]
fn the_page_computes_the_same_coordinates() {
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("skipped: node is not installed");
        return;
    }
    for (nodes, edges) in [(145, 300), (500, 1_050), (2_000, 4_600)] {
        let graph = common::flake(nodes, edges, 7);
        let mut picture = Picture::new(&graph, &Options::default());
        for (open, shown) in views(&picture) {
            picture.pack(&open, &shown);
            let (ours, theirs) = (numbers(&picture), in_node(&picture, &open, &shown));
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
            include_str!("../src/assets/legs.js"),
            include_str!("../src/assets/pack.js"),
            include_str!("../src/assets/route.js"),
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
        console.log(out.join('\\n'));"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("layout.js");
    std::fs::write(&file, script).expect("the folder is there");
    let output = Command::new("node").arg(&file).output().expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("numbers")
}
