//! What every layout keeps: nothing overlaps, children lie inside, edges run over no box, and the order of the
//! input does not matter.

mod common;
#[path = "common/views.rs"]
mod views;

use imp_vis::graph::Graph;
use imp_vis::layout::legs::own_lanes;
use imp_vis::layout::pack::Place;
use imp_vis::layout::route::{Piece, route};
use imp_vis::render::{self, Options, Picture};
use views::views;

const SIZES: [(usize, usize); 4] = [(40, 60), (145, 300), (500, 1_050), (2_000, 4_600)];

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
    let flakes = SIZES.map(|(nodes, edges)| common::flake(nodes, edges, 11));
    for graph in flakes.into_iter().chain([views::chain(600)]) {
        let mut picture = Picture::new(&graph, &Options::default());
        for (open, shown) in views(&picture) {
            picture.pack(&open, &shown);
            check_boxes(&picture);
        }
    }
}

#[test]
fn a_long_chain_takes_as_much_more_as_it_is_longer() {
    let sizes = [4_000, 8_000].map(|nodes| {
        let graph = views::chain(nodes);
        let picture = Picture::new(&graph, &Options::default());
        let slots = picture.plan.clusters.iter().flat_map(|cluster| &cluster.layers).flatten();
        let formats = render::ALL.iter();
        let text = formats.map(|format| (format.render)(&graph, &Options::default()).text.len());
        (slots.count(), text.collect::<Vec<_>>())
    });
    let is_linear = |small: usize, large: usize| large <= small * 5 / 2;
    assert!(is_linear(sizes[0].0, sizes[1].0), "the plan: {sizes:?}");
    let texts = sizes[0].1.iter().zip(&sizes[1].1);
    assert!(texts.into_iter().all(|(small, large)| is_linear(*small, *large)), "{sizes:?}");
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
