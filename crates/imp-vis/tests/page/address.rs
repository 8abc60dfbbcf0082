//! The address of a page keeps what is shown.

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use serde_json::json;

use crate::{common, count, dump, run, write};

/// Whatever is folded, hidden, limited or pinned is so again when the address is opened anew.
pub(crate) fn the_address_keeps_every_state() {
    let seen = run("address.mjs", &write("page-states.html", &common::flake(500, 1_050, 7)));
    assert_eq!(seen["errors"], json!([]), "{seen:#}");
    let states = seen["states"].as_object().expect("states by name");
    assert_eq!(states.len(), 14, "{seen:#}");
    for (name, state) in states {
        assert_eq!(state["isKept"], true, "{name} is kept: {state:#}");
        assert_eq!(state["isOther"], true, "{name} is not how the page begins: {state:#}");
        assert!(state["address"].as_u64() < Some(1_000), "{name} is short: {state:#}");
    }
    let said = "This address is of another picture, or not whole";
    let foreign = json!([said, null, true]);
    assert_eq!(seen["foreign"], json!([foreign, foreign, foreign]), "{seen:#}");
}

/// A cluster with the id of a node is another thing in the address, too.
pub(crate) fn a_cluster_and_a_node_of_one_name_are_told_apart() {
    let outputs = ["outputs.hosts", "outputs.hosts.a", "outputs.hosts.b", "outputs.other"];
    let nodes = outputs.map(|id| Node::new(id, NodeKind::Output));
    let edges = outputs[1..3].iter().map(|id| Edge::new(outputs[0], *id, EdgeKind::Member));
    let file = write("page-names-twice.html", &Graph::new(nodes.into(), edges.collect()));
    let is_pinned = |hash: &str, kind: &str| {
        let dom = dump(&file, hash);
        count(&dom, &format!("<p class=\"kind{kind}")) == 1
    };
    assert!(is_pinned("n=outputs.hosts", " output\""), "the node has its id");
    assert!(is_pinned("n=outputs.hosts.*", "\">cluster<"), "the cluster is named apart");
    let seen = run("names.mjs", &file);
    assert_eq!(seen["errors"], json!([]), "{seen:#}");
    assert_eq!(seen["addresses"], json!(["#n=outputs.hosts", "#n=outputs.hosts.*"]), "{seen:#}");
}
