//! The part of a graph that was asked for: patterns first, then the way or the neighbourhood.

use imp_cli::{Failure, Streams};
use imp_model::model::closest;

use super::args::PartArgs;
use crate::graph::{Direction, Filter, Graph};

/// The part; `invert` is whether it is read from what is used to what uses it.
pub(super) fn select(
    graph: &Graph,
    part: &PartArgs,
    invert: bool,
    streams: &Streams,
) -> Result<Graph, Failure> {
    let mut graph = graph.clone();
    if !part.include.is_empty() || !part.exclude.is_empty() {
        let filter = Filter::new(&part.include, &part.exclude);
        let filter = filter.map_err(|error| {
            Failure::new(error.to_string())
                .help("`*` stands for one part of a name, `**` for any number: `modules.**`")
        })?;
        note_idle(&graph, "--include", &part.include, streams);
        note_idle(&graph, "--exclude", &part.exclude, streams);
        let filtered = graph.filtered(&filter);
        let had_some = !part.exclude.is_empty() && !graph.nodes().is_empty();
        if had_some && filtered.nodes().is_empty() {
            streams.note("`--exclude` leaves nothing to draw");
        }
        graph = filtered;
    }
    if let [from, to] = &part.why[..] {
        return way(&graph, from, to);
    }
    let direction = part.direction.map(Direction::from);
    let (depth, usual) = match part.focus {
        Some(_) => (part.depth.or(Some(1)), Direction::Both),
        None => (part.depth, if invert { Direction::In } else { Direction::Out }),
    };
    let starts = match &part.focus {
        Some(name) => matching(&graph, name)?,
        None if part.depth.is_some() => {
            let is_end = |at: &usize| match direction.unwrap_or(usual) {
                Direction::In => graph.edges_out(*at).is_empty(),
                _ => graph.edges_in(*at).is_empty(),
            };
            (0..graph.nodes().len()).filter(is_end).collect()
        }
        None => {
            if part.direction.is_some() {
                return Err(Failure::new("`--direction` needs `--focus` or `--depth`")
                    .help("name what to start from: `--focus NAME`"));
            }
            return Ok(graph);
        }
    };
    Ok(near(&graph, &starts, depth, direction.unwrap_or(usual)))
}

/// Says which patterns match nothing.
fn note_idle(graph: &Graph, option: &str, patterns: &[String], streams: &Streams) {
    for pattern in patterns {
        let only = Filter::new(std::slice::from_ref(pattern), &[]);
        if only.is_ok_and(|only| !graph.nodes().iter().any(|node| only.keeps(node))) {
            streams.note(&format!("`{option} {pattern}` matches nothing"));
        }
    }
}

fn near(graph: &Graph, starts: &[usize], depth: Option<u32>, direction: Direction) -> Graph {
    let mut is_near = vec![false; graph.nodes().len()];
    for &start in starts {
        graph.near(start, depth, direction).into_iter().for_each(|at| is_near[at] = true);
    }
    graph.only(|at| is_near[at])
}

fn way(graph: &Graph, from: &str, to: &str) -> Result<Graph, Failure> {
    let (start, end) = (find(graph, from)?, find(graph, to)?);
    let Some(way) = graph.path(start, end) else {
        let help = match graph.path(end, start) {
            Some(_) => format!("there is one the other way: `--why {to} {from}`"),
            None => "try another view, such as `files`".to_owned(),
        };
        return Err(Failure::new(format!("no way leads from `{from}` to `{to}`")).help(help));
    };
    Ok(graph.only(|at| way.contains(&at)))
}

/// The one node that a name stands for.
pub(super) fn find(graph: &Graph, name: &str) -> Result<usize, Failure> {
    let found = matching(graph, name)?;
    match found[..] {
        [one] => Ok(one),
        _ => {
            let names: Vec<&str> =
                found.iter().take(5).map(|&at| graph.nodes()[at].id.as_str()).collect();
            let message = format!("`{name}` stands for {} nodes", found.len());
            Err(Failure::new(message).help(format!("name one of them: `{}`", names.join("`, `"))))
        }
    }
}

/// The nodes that a name stands for: that of this id, else those of this file, those in this cluster, those
/// whose id ends so.
fn matching(graph: &Graph, name: &str) -> Result<Vec<usize>, Failure> {
    if let Some(node) = graph.find(name) {
        return Ok(vec![node]);
    }
    let nodes = graph.nodes();
    let suffix = format!(".{name}");
    let prefix = format!("{name}.");
    let path = name.strip_prefix("./").unwrap_or(name);
    let ways: [&dyn Fn(&usize) -> bool; 3] = [
        &|&at| nodes[at].path.as_deref() == Some(path),
        &|&at| nodes[at].cluster == name || nodes[at].cluster.starts_with(&prefix),
        &|&at| nodes[at].id.ends_with(&suffix),
    ];
    for is_meant in ways {
        let found: Vec<usize> = (0..nodes.len()).filter(is_meant).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let failure = Failure::new(format!("nothing is called `{name}`"));
    let near = closest(name, nodes.iter().map(|node| node.id.as_str()));
    Err(match near[..] {
        [] => failure.help("see what there is with `imp-vis --format text`"),
        _ => failure.help(format!("did you mean `{}`?", near.join("`, `"))),
    })
}
