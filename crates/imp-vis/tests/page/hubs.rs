//! A box that many others lead to.

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use imp_vis::render::{self, Options};
use serde_json::json;

use crate::{run, write};

/// What leads to a box that many lead to is faint until it is hovered; what leads to another is not.
pub(crate) fn edges_into_hubs_are_faint_until_hovered() {
    let seen = run("hubs.mjs", &write("page-hubs.html", &graph(12)));
    assert_eq!(seen["errors"], json!([]), "{seen:#}");
    assert_eq!(seen["faint"], json!([true, false]), "{seen:#}");
    assert_eq!(seen["rest"], json!([0.25, 0.55]), "{seen:#}");
    assert_eq!(seen["hovered"], json!([0.13, 1]), "{seen:#}");
    assert_eq!(seen["saved"], json!([0.25, 0.7]), "{seen:#}");
    let svg = |users| render::svg::render(&graph(users), &Options::default());
    assert!(svg(12).contains("class=\"e hub\""), "{}", svg(12));
    assert!(!svg(11).contains("class=\"e hub\""), "{}", svg(11));
}

/// Two modules, of which one has this many users, and the other two.
fn graph(users: usize) -> Graph {
    let id = |at: usize| format!("user{at}");
    let mut nodes = vec![Node::new("hub", NodeKind::Module), Node::new("few", NodeKind::Module)];
    nodes.extend((0..users).map(|at| Node::new(id(at), NodeKind::Module)));
    let all = (0..users).map(|at| Edge::new(id(at), "hub", EdgeKind::Import));
    let few = (0..2).map(|at| Edge::new(id(at), "few", EdgeKind::Import));
    Graph::new(nodes, all.chain(few).collect())
}
