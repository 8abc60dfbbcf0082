//! Small graphs and what the queries answer.

use super::*;

/// `a>b` is a reference from a host or module to a module; a name alone is a node without edges.
fn graph(text: &str) -> Graph {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for part in text.split_whitespace() {
        let ends: Vec<&str> = part.split('>').collect();
        for id in &ends {
            let kind = if id.starts_with("host") { NodeKind::Host } else { NodeKind::Module };
            nodes.push(Node::new(*id, kind));
        }
        if let [from, to] = ends[..] {
            edges.push(Edge::new(from, to, EdgeKind::Reference).at("f.nix", 3));
        }
    }
    Graph::new(nodes, edges)
}

fn ids(graph: &Graph, nodes: &[usize]) -> String {
    nodes.iter().map(|&node| graph.nodes()[node].id.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_give_label_and_cluster() {
    let node = Node::new("hosts.\"example.org\".web", NodeKind::Host);
    assert_eq!((node.label.as_str(), node.cluster.as_str()), ("web", "hosts.\"example.org\""));
    assert_eq!(Node::new("flake", NodeKind::Other).cluster, "");
    assert_eq!(parts("a.\"b.c\".d"), ["a", "\"b.c\"", "d"]);
    assert_eq!(parts(r#"a."b\".c".d"#), ["a", r#""b\".c""#, "d"]);
}

#[test]
fn nodes_and_edges_of_one_name_become_one() {
    let graph = graph("a>b a>b b>missing");
    assert_eq!(graph.nodes().len(), 3);
    assert_eq!(graph.edges().len(), 2);
    assert_eq!((graph.edges()[0].count, graph.edges()[0].references.len()), (2, 1));
}

#[test]
fn an_end_that_is_not_there_is_broken() {
    let graph = Graph::new(Vec::new(), vec![Edge::new("a.b", "c", EdgeKind::Import)]);
    assert!(graph.nodes().iter().all(|node| node.flags.contains(&Flag::Broken)));
    assert_eq!(graph.nodes()[0].cluster, "a");
}

#[test]
fn cycles_are_groups_and_orphans_are_alone() {
    let graph = graph("a>b b>c c>a c>d e>e alone d>f f>d");
    let orphans = graph.alone();
    let graph = graph.with_orphans(&orphans);
    let cycles: Vec<String> = graph.cycles().iter().map(|group| ids(&graph, group)).collect();
    assert_eq!(cycles, ["a b c", "d f", "e"]);
    assert_eq!(ids(&graph, &graph.orphans()), "alone");
    let part = graph.only(|at| graph.nodes()[at].id == "a");
    assert_eq!(ids(&part, &part.orphans()), "", "a part says nothing of what is outside");
}

#[test]
fn closed_clusters_are_in_the_cycles_of_what_they_hold() {
    let cycles = |text: &str| -> Vec<String> {
        let closed = graph(text).collapsed(0);
        closed.cycles().iter().map(|group| ids(&closed, group)).collect()
    };
    assert!(cycles("a.x>b.x b.y>a.y").is_empty(), "no node of them is in a circle");
    assert_eq!(cycles("a.x>b.x b.x>a.x a.y b.y"), ["a b"]);
    assert_eq!(cycles("a.x>a.y a.y>a.x"), ["a"]);
}

#[test]
fn what_is_only_possible_closes_no_circle() {
    let edges = [("a", "b", EdgeKind::Import), ("b", "a", EdgeKind::Possible)];
    let edges = edges.map(|(from, to, kind)| Edge::new(from, to, kind));
    let graph = Graph::new(Vec::new(), edges.to_vec());
    assert_eq!((graph.cycles().len(), graph.alone().len()), (0, 0));
}

#[test]
fn a_long_chain_overflows_no_stack() {
    let edges = (0..100_000)
        .map(|at| Edge::new(format!("{at:06}"), format!("{:06}", at + 1), EdgeKind::Import));
    let graph = Graph::new(Vec::new(), edges.collect());
    assert_eq!(graph.cycles().len(), 0);
    assert_eq!(graph.path(0, 100_000).map(|way| way.len()), Some(100_001));
}

#[test]
fn ways_are_the_shortest() {
    let graph = graph("host.a>m host.a>n m>x n>o o>x x>host.a host.b>o z");
    let find = |id| graph.find(id).expect("it is there");
    let way = graph.path(find("host.a"), find("x")).expect("there is one");
    assert_eq!(ids(&graph, &way), "host.a m x");
    assert_eq!(graph.path(find("x"), find("z")), None);
    assert_eq!(ids(&graph, &graph.why(find("o")).expect("a host uses it")), "host.b o");
    assert_eq!(graph.why(find("z")), None);
    assert_eq!(ids(&graph, &graph.why(find("host.b")).expect("it is a host")), "host.b");
}

#[test]
fn focus_goes_both_ways_and_keeps_them_apart() {
    let graph = graph("a>b b>c c>d x>c b>y");
    let near =
        |depth, direction| ids(&graph, &graph.near(graph.find("b").expect("b"), depth, direction));
    assert_eq!(near(Some(1), Direction::Both), "a b c y");
    assert_eq!(near(None, Direction::Out), "b c d y");
    assert_eq!(near(None, Direction::In), "a b");
    assert_eq!(near(None, Direction::Both), "a b c d y");
    assert_eq!(graph.focus(0, Some(1), Direction::Out).nodes().len(), 2);
}

#[test]
fn globs_know_names_and_paths() {
    let mut nodes = ["modules.nixos.base", "modules.home.base", "hosts.web"]
        .map(|id| Node::new(id, NodeKind::Module));
    nodes[2].path = Some("nix/hosts/web.nix".to_owned());
    let graph = Graph::new(nodes.to_vec(), Vec::new());
    let kept = |include: &[&str], exclude: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        let filter = Filter::new(&owned(include), &owned(exclude)).expect("patterns");
        let graph = graph.filtered(&filter);
        ids(&graph, &(0..graph.nodes().len()).collect::<Vec<_>>())
    };
    assert_eq!(kept(&["modules.**"], &[]), "modules.home.base modules.nixos.base");
    assert_eq!(kept(&["modules.*"], &[]), "");
    assert_eq!(kept(&["**/hosts/*.nix"], &[]), "hosts.web");
    assert_eq!(kept(&[], &["modules.nixos.**"]), "hosts.web modules.home.base");
    assert_eq!(Filter::new(&["a[".to_owned()], &[]).expect_err("it does not end").pattern, "a[");
}

#[test]
fn a_comparison_says_what_came_and_went() {
    let both = graph("a>b a>d").since(&graph("a>b b>c"));
    let status = |id: &str| both.nodes()[both.find(id).expect("it is there")].status.name();
    assert_eq!(["a", "b", "c", "d"].map(status), ["stayed", "stayed", "went", "came"]);
    let edges: Vec<&str> = both.edges().iter().map(|edge| edge.status.name()).collect();
    assert_eq!(edges, ["stayed", "came", "went"]);
    assert!(both.is_diff() && !graph("a>b").is_diff());
}

#[test]
fn collapsed_clusters_are_nodes() {
    let graph = graph("m.a.x>m.b.y m.a.z>m.b.y m.a.x>m.a.z m.a.x>top m.w>m.a.x");
    let one = graph.collapsed(1);
    assert_eq!(ids(&one, &[0, 1, 2, 3]), "m.a m.b.y m.w top", "one node is no cluster");
    assert_eq!(one.nodes()[0].label, "a (2)");
    assert_eq!(one.edges()[0].count, 2, "{:?}", one.edges());
    assert_eq!(graph.collapsed(0).nodes().len(), 2);
    assert_eq!(graph.collapsed(5), graph);
}

#[test]
fn a_collapsed_cluster_is_called_as_pictures_call_it() {
    let collapsed = |text: &str| {
        let closed = graph(text).collapsed(0);
        ids(&closed, &(0..closed.nodes().len()).collect::<Vec<_>>())
    };
    assert_eq!(collapsed("m.a.b.x>m.a.b.y"), "m.a.b", "chains are one");
    assert_eq!(collapsed("m.a.b.x>m.a.y"), "m.a");
    assert_eq!(collapsed("m>m.x m>m.y"), "m m.*", "the node `m` is another");
}

#[test]
fn what_is_gone_and_still_named_went() {
    let node = |flag: Option<Flag>| {
        let mut node = Node::new("a", NodeKind::Module);
        node.flags.extend(flag);
        Graph::new(vec![node], Vec::new())
    };
    let (there, broken) = (node(None), node(Some(Flag::Broken)));
    assert_eq!(broken.since(&there).nodes()[0].status, Status::Went);
    assert_eq!(there.since(&broken).nodes()[0].status, Status::Came);
    assert_eq!(broken.since(&broken).nodes()[0].status, Status::Stayed);
}
