// The graph of the page and the questions to ask of it. `G` is what `page_data.rs` wrote, read once.

const DATA = JSON.parse(document.getElementById("data").textContent);
// The bits of an edge: one for each kind, then these; as in `picture.rs`.
const CAME = 1 << DATA.edgeKinds.length, WENT = CAME << 1, CYCLE = CAME << 2, HUB = CAME << 3, KINDS = CAME - 1;
const lastPart = id => id.slice(id.lastIndexOf(".") + 1);

const G = {
  nodes: DATA.nodes.map(([id, kind, label, path, line, flags, status, note, depth], index) => ({
    index, id, kind: DATA.kinds[kind || 0], label: typeof label === "string" ? label : lastPart(id), path: path || "", line: line || 0,
    flags: DATA.flags.filter((_, bit) => flags >> bit & 1), status: DATA.statuses[status || 0], note: note || "", depth: depth || 0,
    out: [], in: [], cycle: -1,
  })),
  edges: DATA.edges.map(([from, to, kind, references, count, status], index) => ({
    index, from: from || 0, to: to || 0, kind: kind || 0, references: references || [], count: count || 1, status: status || 0,
  })),
  clusters: DATA.clusters,
  cycles: DATA.cycles,
  orphans: DATA.orphans,
};
const N = G.nodes.length;
const EDGE_TOTAL = G.edges.reduce((total, edge) => total + edge.count, 0);
const PLAN = readPlan(N, G.clusters);
const byId = new Map(G.nodes.map(node => [node.id, node.index]));
// Everything by its name: a node's id, a cluster's path, with `.*` behind it where that is a name already.
const byName = new Map(byId);
G.clusters.forEach((cluster, at) => {
  cluster.id = cluster.path;
  while (byName.has(cluster.id)) cluster.id += ".*";
  byName.set(cluster.id, N + at);
});

// A circle of more nodes than this is not marked as a whole: of its edges only those against the order are,
// which would break it if they went.
const MAX_MARKED = 24;
G.cycles.forEach((group, at) => group.forEach(node => { G.nodes[node].cycle = at; G.nodes[node].isMarked = group.length <= MAX_MARKED; }));
G.clusters.forEach(cluster => { cluster.size = cluster.came = cluster.went = cluster.changed = 0; cluster.kinds = {}; });
G.nodes.forEach(node => {
  for (let at = node.index; PLAN.depth[at] > 0;) {
    at = N + PLAN.home[at];
    const cluster = G.clusters[at - N];
    cluster.size++;
    if (node.status !== "stayed") cluster[node.status]++;
    cluster.kinds[node.kind] = (cluster.kinds[node.kind] || 0) + 1;
  }
});
for (const cluster of G.clusters) {
  cluster.kind = DATA.kinds.reduce((best, kind) => (cluster.kinds[kind] || 0) > (cluster.kinds[best] || 0) ? kind : best, DATA.kinds[0]);
}
function isBack(edge) {
  const [a, b] = meet(PLAN, edge.from, edge.to);
  return PLAN.layer[a] > PLAN.layer[b];
}

for (const edge of G.edges) {
  const from = G.nodes[edge.from], to = G.nodes[edge.to];
  from.out.push(edge);
  to.in.push(edge);
  const isCircle = DATA.edgeKinds[edge.kind] !== "possible" && from.cycle >= 0 && (from.isMarked ? from.cycle === to.cycle : to.cycle >= 0 && !to.isMarked && isBack(edge));
  edge.bits = 1 << edge.kind | [0, CAME, WENT][edge.status] | (isCircle ? CYCLE : 0);
}

const isNode = item => item < N;
const nameOf = item => isNode(item) ? G.nodes[item].id : G.clusters[item - N].id;
const itemOf = name => byName.get(name);

// A number for all names: what is written for others means nothing here.
const sumOfNames = () => {
  let sum = 0;
  for (const name of byName.keys()) for (let at = 0; at <= name.length; at++) sum = Math.imul(sum ^ (at < name.length ? name.charCodeAt(at) : 10), 16777619) + 1;
  return (sum >>> 0).toString(36);
};

// Nodes, or clusters, as a part of an address: a few by their names, many as bits. No name begins with the colon, which
// is written in another way in names.
const FEW = 30;
function writeItems(items) {
  const names = items.map(item => encodeURIComponent(nameOf(item)));
  if (names.length <= FEW && !["*", "-", ""].includes(names[0])) return names.join(",");
  const first = isNode(items[0]) ? 0 : N, bytes = new Uint8Array(Math.max(...items) - first + 8 >> 3);
  for (const item of items) bytes[item - first >> 3] |= 1 << (item - first & 7);
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `:${sumOfNames()}.${text}`;
}

// The same read again, `first` being the first node or cluster; null for what was written for another picture.
function readItems(text, first) {
  const names = () => text.split(",").filter(Boolean).map(name => itemOf(decoded(name)));
  const end = first ? N + G.clusters.length : N, isThere = item => item >= first && item < end;
  if (!text.startsWith(":")) return names().filter(isThere);
  const [sum, bits = ""] = text.slice(1).split(".");
  // What is not four letters for three bytes was cut.
  if (sum !== sumOfNames() || !/^[\w-]+$/.test(bits) || bits.length % 4 === 1) return null;
  const bytes = atob(bits.replaceAll("-", "+").replaceAll("_", "/"));
  const has = item => bytes.charCodeAt(item - first >> 3) >> (item - first & 7) & 1;
  return Array.from({ length: end - first }, (_, at) => first + at).filter(has);
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

// A text of at most `max` columns, the middle left out; as `cut` in `picture.rs`.
function cut(text, max) {
  if (textWidth(text) <= max) return text;
  const chars = [...text];
  const fits = count => {
    const tail = Math.floor(count / 2);
    return chars.slice(0, count - tail).join("") + "…" + chars.slice(chars.length - tail).join("");
  };
  let count = Math.min(max, chars.length) - 1;
  while (count > 0 && textWidth(fits(count)) > max) count--;
  return fits(count);
}

const TEXTS = G.nodes.map(node => cut(node.label, MAX_LABEL)).concat(G.clusters.map(cluster => {
  cluster.changes = (cluster.came ? " +" + cluster.came : "") + (cluster.went ? " -" + cluster.went : "") + (cluster.changed ? " ~" + cluster.changed : "");
  const count = cluster.size + cluster.changes;
  return cut(cluster.name, MAX_LABEL - 2 - count.length) + "  " + count;
}));
const WIDTHS = TEXTS.map(textWidth);

// Whether an item is a cluster or in it.
function isIn(item, cluster) {
  while (PLAN.depth[item] > PLAN.depth[cluster]) item = N + PLAN.home[item];
  return item === cluster;
}

// Nodes by how many edges they are away: `dir` is "in", "out" or "both", `depth` 0 is any.
function near(start, depth, dir) {
  const found = new Set([start]);
  const walk = (edges, end) => {
    const seen = new Set([start]);
    let level = [start];
    for (let step = 0; level.length && (!depth || step < depth); step++) {
      const next = [];
      for (const at of level) for (const edge of G.nodes[at][edges]) {
        if (usesEdge(edge) && !seen.has(edge[end])) { seen.add(edge[end]); next.push(edge[end]); }
      }
      level = next;
    }
    seen.forEach(at => found.add(at));
  };
  if (dir !== "in") walk("out", "to");
  if (dir !== "out") walk("in", "from");
  return found;
}

// The shortest way from one of `starts` to a node, both included; null when there is none.
function findWay(starts, to, uses = () => true) {
  const before = new Map(starts.map(start => [start, -1])), queue = [...starts];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if (node === to) {
      const found = [];
      for (let step = to; step >= 0; step = before.get(step)) found.unshift(step);
      return found;
    }
    for (const edge of G.nodes[node].out) {
      if (uses(edge) && !before.has(edge.to)) { before.set(edge.to, node); queue.push(edge.to); }
    }
  }
  return null;
}

// The edges from a node to another that are not hidden.
const edgesBetween = (from, to) => G.nodes[from].out.filter(edge => edge.to === to && usesEdge(edge));

const isCertain = edge => DATA.edgeKinds[edge.kind] !== "possible";

// Why a node is here: the shortest way from a host or an output, and one that is certain where there is any.
function why(node) {
  const isRoot = other => DATA.roots[DATA.kinds.indexOf(other.kind)] && other.index !== node;
  const roots = G.nodes.filter(isRoot).map(other => other.index);
  return findWay(roots, node, isCertain) || findWay(roots, node);
}

// The references of an edge as [path, line].
function references(edge) {
  let path = G.nodes[edge.from].path;
  const list = [];
  for (const part of edge.references) {
    if (typeof part === "string") path = part;
    else list.push([path, part]);
  }
  return list;
}
