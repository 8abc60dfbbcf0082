// The scene: what is open and shown (`S`), its coordinates, and the SVG elements of the boxes.

const $ = id => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
// More boxes than this are painted on the canvas: moving so many elements with text takes a second a frame. Their
// elements stay, empty, to be focused and named.
const MAX_DRAWN = 600;

// Where other things are shown than at first, about so many boxes.
const BOXES = 120;

// All that can change. `sel` is the pinned item, `focus` {node, depth, dir}, `way` the ends `from` and `to` of a path and its
// `nodes`, none where a part of it is hidden, `group` a list of nodes that is looked at, such as a cycle, `said` what could
// not be done, `room` the view before and after it made room for the panel.
const S = {
  open: G.clusters.map(cluster => cluster.open), kinds: new Set(), edges: new Set(), clusters: new Set(), depths: new Set(),
  sel: null, hover: null, focus: null, way: null, group: null, list: false, pick: null, said: null, room: null,
};
const view = { x: 0, y: 0, k: 1 };
// What is laid out now: places, lanes, legs, strokes, and which nodes are shown.
let scene = { places: [], legs: [], heads: [], strokes: [], marks: [], shown: [], open: S.open, boxes: 0, id: 0 };
const elements = new Map();

const usesEdge = edge => !S.edges.has(DATA.edgeKinds[edge.kind]) && edge.from !== edge.to;

// What limits the view to some nodes: a path, a group or a focus; null for none.
function limitedTo() {
  if (S.way) return new Set([S.way.from, ...S.way.nodes, S.way.to]);
  if (S.group) return new Set(S.group);
  return S.focus ? near(S.focus.node, S.focus.depth, S.focus.dir) : null;
}

function isFiltered(node) {
  if (S.kinds.has(node.kind) || S.depths.has(node.depth)) return true;
  if (S.clusters.size) {
    for (let at = node.index; PLAN.depth[at] > 0;) {
      at = N + PLAN.home[at];
      if (S.clusters.has(at - N)) return true;
    }
  }
  return false;
}

// Opens clusters from the outside in while there are few boxes; for a focus, where other things are shown.
function openFor(shown, limit) {
  const open = G.clusters.map((_, at) => at === 0), inside = G.clusters.map(() => new Set());
  shown.forEach((isShown, node) => {
    for (let at = node; isShown && PLAN.depth[at] > 0; at = N + PLAN.home[at]) inside[PLAN.home[at]].add(at);
  });
  let boxes = inside[0].size;
  for (let level = [0]; level.length;) {
    const below = level.flatMap(at => [...inside[at]]).filter(item => !isNode(item)).map(item => item - N);
    below.sort((a, b) => inside[a].size - inside[b].size || a - b);
    level = below.filter(at => {
      if (boxes + inside[at].size - 1 > limit) return false;
      boxes += inside[at].size - 1;
      return open[at] = true;
    });
  }
  return open;
}

// Lays out anew. `anchor` is an item that stays where it is in the window.
function relayout(anchor) {
  const old = anchor == null ? null : scene.places[anchor];
  if (S.way) S.way = wayBetween(S.way.from, S.way.to);
  const limit = limitedTo(), shown = G.nodes.map(node => (!limit || limit.has(node.index)) && !isFiltered(node));
  const open = limit ? S.limitOpen || (S.limitOpen = openFor(shown, BOXES)) : S.open;
  const lines = G.edges.filter(edge => usesEdge(edge) && shown[edge.from] && shown[edge.to]);
  const hubs = hubsOf(PLAN, open, lines);
  for (const edge of lines) edge.bits = edge.bits & ~HUB | (hubs.has(shownAs(PLAN, open, edge.to)) ? HUB : 0);
  const legs = makeLegs(PLAN, open, lines);
  const packed = pack(PLAN, { open, shown, widths: WIDTHS }, legs), strokes = makeStrokes(packed, legs.legs);
  scene = {
    ...packed, packed, shown, open, lines, heads: legs.heads, edges: legs.edges, strokes, marks: marksOf(strokes),
    boxes: 0, nodes: 0, id: scene.id + 1,
  };
  placeElements();
  const now = anchor == null ? null : scene.places[anchor];
  if (old && now) { view.x += (old.x - now.x) * view.k; view.y += (old.y - now.y) * view.k; }
  showStatus();
  if (S.way && S.sel == null) showPanel();
  highlight();
  schedule();
  if (S.list) showList();
}

// The strokes of legs: pieces of routes, each once, with what they have in common.
function makeStrokes(packed, legs) {
  const strokes = new Map();
  for (const leg of legs) {
    for (const [x, y, toX, toY, bend] of route(PLAN, packed, leg.from, leg.to)) {
      const key = x + "," + y + "," + toX + "," + toY;
      let stroke = strokes.get(key);
      if (!stroke) strokes.set(key, stroke = { x, y, toX, toY, bend, count: 0, any: 0, all: -1 });
      stroke.count += leg.count;
      stroke.any |= leg.any;
      stroke.all &= leg.all;
    }
  }
  return [...strokes.values()];
}

function make(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (parent) parent.append(element);
  return element;
}

const isOpen = item => !isNode(item) && scene.open[item - N];

// Makes, moves and removes the elements of boxes and frames.
function placeElements() {
  const frames = [], boxes = [], focused = focusedItem();
  const count = scene.places.reduce((sum, place, item) => sum + (place && item < PLAN.entry && !isOpen(item) ? 1 : 0), 0);
  scene.painted = count > MAX_DRAWN;
  for (let item = 0; item < PLAN.entry; item++) {
    const place = item === N ? null : scene.places[item], known = elements.get(item);
    if (!place) {
      if (known) { known.remove(); elements.delete(item); }
      continue;
    }
    const kind = isOpen(item) ? "frame" : "box", isBare = kind === "box" && scene.painted;
    let element = known;
    if (!known || known.dataset.as !== kind || isBare === known.hasChildNodes()) {
      if (known) known.remove();
      element = kind === "frame" ? makeFrame(item) : makeBox(item, isBare);
      element.dataset.as = kind;
      element.dataset.item = item;
      elements.set(item, element);
    }
    if (isBare) { boxes.push(item); continue; }
    element.setAttribute("transform", `translate(${place.x} ${place.y})`);
    const rect = element.firstChild;
    rect.setAttribute("width", place.w);
    rect.setAttribute("height", place.h);
    if (kind === "frame") { element.children[1].setAttribute("width", place.w); frames.push(item); }
    else boxes.push(item);
  }
  const byPlace = (a, b) => scene.places[a].x - scene.places[b].x || scene.places[a].y - scene.places[b].y;
  frames.sort((a, b) => PLAN.depth[a] - PLAN.depth[b] || byPlace(a, b));
  boxes.sort(byPlace);
  scene.frames = frames;
  scene.boxItems = boxes;
  scene.boxes = boxes.length;
  scene.nodes = scene.shown.filter(Boolean).length;
  $("frames").append(...frames.map(item => elements.get(item)));
  $("nodes").append(...boxes.map(item => elements.get(item)));
  // The keyboard stays at the item, or goes to the closed cluster that holds it now.
  if (focused != null) elements.get(shownAs(PLAN, scene.open, focused))?.focus({ preventScroll: true });
}

// The item whose element has the keyboard, or null.
function focusedItem() {
  const item = document.activeElement?.dataset?.item;
  return item == null ? null : +item;
}

function makeBox(item, isBare) {
  const node = G.nodes[item], cluster = G.clusters[item - N];
  const classes = node
    ? ["n", node.kind, depthClass(node.depth), ...node.flags, node.isMarked ? "cycle" : "", node.status === "stayed" ? "" : node.status]
    : ["n", "pile", cluster.kind];
  const label = node
    ? `${node.kind} ${node.id}${node.depth > 1 ? `, depth ${node.depth}` : ""}${node.flags.concat(node.cycle >= 0 ? "in a cycle" : [], node.status === "stayed" ? [] : node.status).map(flag => ", " + flag).join("")}, uses ${node.out.length}, used by ${node.in.length}`
    : `cluster ${cluster.path}, ${cluster.size} nodes, closed${cluster.came ? `, ${cluster.came} came` : ""}${cluster.went ? `, ${cluster.went} went` : ""}${cluster.changed ? `, ${cluster.changed} changed` : ""}`;
  const g = make("g", { class: classes.filter(Boolean).join(" "), tabindex: 0, role: "button", "aria-label": label });
  if (!node) g.setAttribute("aria-expanded", "false");
  if (isBare) return g;
  make("rect", { rx: 5 }, g);
  const text = make("text", { x: TEXT_PAD, y: BOX / 2 + 4.2 }, g);
  if (node) text.textContent = TEXTS[item];
  else {
    const count = String(cluster.size), name = TEXTS[item].slice(0, -(count + cluster.changes).length);
    const part = (text, status) => { const span = make("tspan", status ? { class: status } : {}); span.textContent = text; return span; };
    const changes = [["+", "came"], ["-", "went"], ["~", "changed"]].filter(([, status]) => cluster[status]);
    text.append(name, part(count), ...changes.map(([sign, status]) => part(` ${sign}${cluster[status]}`, status)));
  }
  if (node && TEXTS[item] !== node.label) make("title", {}, g).textContent = node.label;
  return g;
}

// The tint of an input: the deeper, the paler.
const depthClass = depth => depth ? "depth" + Math.min(3, depth) : "";

const isElementBare = item => !elements.get(item).hasChildNodes();

// The element of a box with or without what is drawn.
function replaceBox(item, isBare) {
  const old = elements.get(item), element = makeBox(item, isBare), place = scene.places[item];
  element.dataset.as = "box";
  element.dataset.item = item;
  if (!isBare) {
    element.setAttribute("transform", `translate(${place.x} ${place.y})`);
    element.firstChild.setAttribute("width", place.w);
    element.firstChild.setAttribute("height", place.h);
  }
  elements.set(item, element);
  old.replaceWith(element);
}

function makeFrame(item) {
  const cluster = G.clusters[item - N], label = `cluster ${cluster.path}, ${cluster.size} nodes, open`;
  const g = make("g", { class: "f", tabindex: 0, role: "button", "aria-label": label, "aria-expanded": "true" });
  make("rect", { rx: 8, class: "frame" }, g);
  make("rect", { rx: 8, class: "head", height: HEADER - 4 }, g);
  make("text", { x: 12, y: HEADER / 2 + 3 }, g).textContent = cut(cluster.name, 60);
  return g;
}

// Opens or closes a cluster, its header staying under the pointer.
function toggle(item, open) {
  const all = scene.open === S.open ? S.open : S.limitOpen;
  all[item - N] = open ?? !all[item - N];
  relayout(item);
  changed();
}

// Makes a node visible: leaves what hides it and opens the clusters around it.
function reveal(item) {
  if (isNode(item)) {
    if (isFiltered(G.nodes[item])) { S.kinds.delete(G.nodes[item].kind); S.depths.clear(); S.clusters.clear(); showSide(); }
    const limit = limitedTo();
    if (limit && !limit.has(item)) leaveLimits();
  }
  const all = limitedTo() ? S.limitOpen || S.open : S.open;
  for (let at = item; PLAN.depth[at] > 0;) { at = N + PLAN.home[at]; all[at - N] = true; }
  relayout();
}

function leaveLimits() { S.focus = S.way = S.group = S.limitOpen = S.said = null; }
