// Edges cut into legs at the borders of clusters: the same as `layout/legs.rs`. With `pack.js` and `route.js`
// this is the layout; a test holds the page and Rust to the same numbers.

// Items are numbers: nodes, then clusters, then the two ports and the bus. A lane to an item is -1 - item.
function readPlan(nodes, clusters) {
  const entry = nodes + clusters.length, plan = { nodes, clusters, entry, exit: entry + 1, bus: entry + 2 };
  plan.home = new Array(entry).fill(0);
  plan.layer = new Array(entry).fill(-1);
  plan.depth = new Array(entry).fill(0);
  plan.ownLane = new Array(entry + 3).fill(false);
  clusters.forEach((cluster, at) => {
    const inside = (item, layer) => {
      if (item < 0) { plan.ownLane[-1 - item] = true; return; }
      plan.home[item] = at;
      plan.layer[item] = layer;
      plan.depth[item] = plan.depth[nodes + at] + 1;
    };
    cluster.layers.forEach((slots, layer) => slots.forEach(slot => inside(slot, layer)));
    cluster.loose.forEach(item => inside(item, -1));
  });
  return plan;
}

// How many columns of a monospace font a text takes.
function textWidth(text) {
  let width = 0;
  for (const c of text) width += c.codePointAt(0) >= 0x1100 ? 2 : 1;
  return width;
}

// The box that stands for a node: itself, or the outermost closed cluster around it.
function shownAs(plan, open, node) {
  let item = node, at = node;
  while (plan.depth[at] > 0) {
    at = plan.nodes + plan.home[at];
    if (!open[at - plan.nodes]) item = at;
  }
  return item;
}

function meet(plan, from, to) {
  let a = from, b = to;
  while (plan.home[a] !== plan.home[b]) {
    if (plan.depth[a] >= plan.depth[b]) a = plan.nodes + plan.home[a];
    else b = plan.nodes + plan.home[b];
  }
  return [a, b];
}

// The legs between two boxes, from source to target: left end, right end, whether walked to the left.
function way(plan, from, to) {
  if (from === to) return [];
  const [a, b] = meet(plan, from, to), isBack = plan.layer[a] > plan.layer[b], legs = [];
  const side = (item, isRight) => isRight ? [item, plan.exit, isBack] : [plan.entry, item, isBack];
  for (let item = from; item !== a; item = plan.nodes + plan.home[item]) legs.push(side(item, !isBack));
  legs.push(isBack ? [b, a, true] : [a, b, false]);
  const rest = [];
  for (let item = to; item !== b; item = plan.nodes + plan.home[item]) rest.push(side(item, isBack));
  return legs.concat(rest.reverse());
}

// The boxes that many others lead to: of those the few that most lead to, so that they stand out.
const MANY_USERS = 12, BOXES_A_HUB = 20;
function hubsOf(plan, open, lines) {
  const size = plan.bus + 1, ways = new Set(), ends = new Set(), users = new Map();
  for (const line of lines) {
    const from = shownAs(plan, open, line.from), to = shownAs(plan, open, line.to), key = to * size + from;
    if (from === to || ways.has(key)) continue;
    ways.add(key);
    ends.add(from).add(to);
    users.set(to, (users.get(to) || 0) + 1);
  }
  const next = [...users.values()].sort((a, b) => b - a)[Math.max(1, Math.floor(ends.size / BOXES_A_HUB))] || 0;
  return new Set([...users].filter(([, count]) => count >= MANY_USERS && count > next).map(([item]) => item));
}

// What is drawn for lines {from, to, count, bits}: legs by left end, then right end, and arrow heads.
function makeLegs(plan, open, lines) {
  const size = plan.bus + 1, legs = new Map(), heads = new Set();
  let edges = 0;
  for (const line of lines) {
    const from = shownAs(plan, open, line.from), to = shownAs(plan, open, line.to);
    const parts = way(plan, from, to);
    if (parts.length) { heads.add(to * 2 + (parts[parts.length - 1][2] ? 1 : 0)); edges += line.count; }
    for (const [a, b] of parts) {
      let leg = legs.get(a * size + b);
      if (!leg) {
        const cluster = plan.home[a === plan.entry ? b : a];
        legs.set(a * size + b, leg = { from: a, to: b, cluster, count: 0, any: 0, all: -1 });
      }
      leg.count += line.count;
      leg.any |= line.bits;
      leg.all &= line.bits;
    }
  }
  const sorted = [...legs.values()].sort((x, y) => x.from - y.from || x.to - y.to);
  return { legs: sorted, heads: [...heads].sort((x, y) => x - y).map(head => [head >> 1, head & 1]), edges };
}

// The layers that a leg passes, each with its lane.
function lanesOf(plan, from, to) {
  const home = plan.home[from === plan.entry ? to : from];
  if (from !== plan.entry && plan.layer[from] < 0 || to !== plan.exit && plan.layer[to] < 0) return [];
  const first = from === plan.entry ? 0 : plan.layer[from] + 1;
  const end = to === plan.exit ? plan.clusters[home].layers.length : plan.layer[to];
  const target = from === plan.entry ? plan.entry : to === plan.exit || plan.ownLane[to] ? to : plan.bus;
  const lanes = [];
  for (let layer = first; layer < end; layer++) lanes.push([layer, -1 - target]);
  return lanes;
}
