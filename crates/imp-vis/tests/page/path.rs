//! A path between two nodes.

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use serde_json::json;

use crate::{run, write};

/// A path says what causes each step, and leads over what is shown, or says that nothing does.
pub(crate) fn a_path_says_why_and_leads_over_what_is_shown() {
    let kinds = [("h", NodeKind::Host), ("u", NodeKind::User)];
    let modules = ["b", "c", "d"].map(|id| (id, NodeKind::Module));
    let nodes = kinds.into_iter().chain(modules).map(|(id, kind)| Node::new(id, kind));
    let edge = |from: &str, to: &str, kind, line| {
        Edge::new(from, to, kind).at(format!("{from}.nix"), line)
    };
    let edges = vec![
        edge("h", "u", EdgeKind::Reference, 3),
        edge("u", "b", EdgeKind::Import, 4).at("u.nix", 7),
        edge("h", "c", EdgeKind::Reference, 5),
        edge("c", "d", EdgeKind::Sink, 6),
        edge("d", "b", EdgeKind::Reference, 8),
    ];
    let seen = run("path.mjs", &write("page-path.html", &Graph::new(nodes.collect(), edges)));
    assert_eq!(seen["errors"], json!([]), "{seen:#}");

    let path = json!({
        "bar": "Path of 2 steps from h to b",
        "steps": [["h"], ["u", "reference", "h.nix:3"], ["b", "import", "u.nix:4", "u.nix:7"]],
        "boxes": ["b", "h", "u"],
        "heads": ["b", "u"],
        "status": "3 of 5 nodes · 2 of 5 edges",
    });
    assert_eq!(seen["path"], path);
    assert_eq!(seen["back"], path, "what is shown again is on the path again");
    let around = json!({
        "bar": "Path of 3 steps from h to b",
        "steps": [
            ["h"],
            ["c", "reference", "h.nix:5"],
            ["d", "sink", "c.nix:6"],
            ["b", "reference", "d.nix:8"],
        ],
        "boxes": ["b", "c", "d", "h"],
        "heads": ["b", "c", "d"],
        "status": "4 of 5 nodes · 3 of 5 edges",
    });
    assert_eq!(seen["around"], around);
    let hidden = json!({
        "bar": "No way over what is shown from h to b",
        "steps": null,
        "boxes": ["b", "h"],
        "heads": null,
        "status": "2 of 5 nodes · 0 of 5 edges",
    });
    assert_eq!(seen["hidden"], hidden);
    assert_eq!(seen["again"], hidden, "the address says the same");
    let left = &seen["left"];
    assert_eq!((&left["steps"], &left["focused"]), (&json!(null), &json!("h")), "{seen:#}");
    assert_eq!(seen["unfocused"], "c", "{seen:#}");
    assert_eq!(left["boxes"], json!(["b", "c", "d", "h", "u"]), "{seen:#}");
}
