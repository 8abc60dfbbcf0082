//! The pages and pictures of the test graphs, written where people can open them.
#![expect(clippy::disallowed_methods, reason = "the test writes files and reads the clock")]
#![expect(clippy::print_stderr, reason = "the times are shown with --nocapture")]

mod common;

use std::path::Path;
use std::time::Instant;

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use imp_vis::render::{self, Options};

#[test]
fn pages_stay_small_and_are_made_fast() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (nodes, edges) in [(145, 300), (500, 1_050), (2_000, 4_600), (5_000, 20_000)] {
        let graph = common::flake(nodes, edges, 7);
        for format in ["html", "svg"] {
            let start = Instant::now();
            let renderer = render::renderer(format).expect("it is in the list");
            let text = (renderer.render)(&graph, &Options::default()).text;
            eprintln!(
                "{nodes} nodes, {} edges: {format} of {} bytes in {:?}",
                graph.edges().len(),
                text.len(),
                start.elapsed()
            );
            assert!(text.len() < 1_500_000, "{nodes} nodes make {} bytes of {format}", text.len());
            std::fs::write(folder.join(format!("{nodes}.{format}")), text)
                .expect("the folder is there");
        }
    }
}

/// Pictures of other shapes than a flake, to look at: no clusters at all, and a comparison.
#[test]
fn other_shapes_are_drawn() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut dice = common::Dice::new(5);
    let inputs = (1..70).map(|at| {
        let from = if at < 14 { 0 } else { 1 + dice.small(at - 1) };
        Edge::new(format!("input{from}"), format!("input{at}"), EdgeKind::Follows)
    });
    let more = [(5, 40), (9, 20), (20, 45), (3, 60), (45, 61)];
    let more =
        more.map(|(a, b)| Edge::new(format!("input{a}"), format!("input{b}"), EdgeKind::Follows));
    let nodes = (0..70).map(|at| Node::new(format!("input{at}"), NodeKind::Input)).collect();
    let flat = Graph::new(nodes, inputs.chain(more).collect());
    let diff = common::flake(145, 300, 7).since(&common::flake(150, 310, 7));
    for (name, graph) in [("flat", &flat), ("diff", &diff)] {
        for format in render::ALL {
            let text = (format.render)(graph, &Options::default()).text;
            let file = folder.join(format!("{name}.{}", format.extension));
            std::fs::write(file, text).expect("the folder is there");
        }
    }
}

/// The worst that a limit must hold: thousands of nodes in one cluster, with cycles everywhere.
#[test]
fn a_flat_tangle_is_planned_in_time() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut dice = common::Dice::new(3);
    let edges = (0..20_000).map(|_| {
        let (from, to) = (dice.below(5_000), dice.small(5_000));
        Edge::new(format!("n{from}"), format!("n{to}"), EdgeKind::Import)
    });
    let edges: Vec<Edge> = edges.collect();
    let ids = edges.iter().flat_map(|edge| [edge.from.clone(), edge.to.clone()]);
    let graph = Graph::new(ids.map(|id| Node::new(id, NodeKind::File)).collect(), edges);
    let start = Instant::now();
    let text = render::html::render(&graph, &Options::default());
    eprintln!("tangle: {} bytes in {:?}", text.len(), start.elapsed());
    assert!(text.len() < 1_500_000, "{} bytes", text.len());
    std::fs::write(folder.join("tangle.html"), text).expect("the folder is there");
}
